/** What the modes of bonds mean to a bridge above them (kernel: bonding.rst, and Red Hat's guides to virtualization). */

/** By number, as BONDING_OPTS and modprobe(8) may have them. */
const modes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const;

/** @param word a number or a name. */
export function bondingModeOf(word: string): string {
  return /^\d$/.test(word) ? (modes[Number(word)] ?? word) : word;
}

/** Why guests behind a bond of this mode would not be reached: the end of a sentence; undefined where they are. */
export function bondingProblem(mode: string): string | undefined {
  // bond_alb.c: bond_do_alb_xmit.
  if (mode !== 'balance-tlb' && mode !== 'balance-alb') return undefined;
  return `has the mode '${mode}', which sends guests' frames with the addresses of its ports, so that the LAN loses the guests; give it the mode 'active-backup' or '802.3ad' first`;
}

/** What depends on the switch: the end of a sentence, undefined where nothing does. @param bridge the one to be. */
export function bondingCaution(mode: string, bridge: string): string | undefined {
  if (mode !== 'balance-rr' && mode !== 'broadcast') return undefined;
  return `has the mode '${mode}': unless the switch has its ports grouped, it sends a guest's frames back by another port, and '${bridge}' loses the guest; 'active-backup' and '802.3ad' are safe`;
}
