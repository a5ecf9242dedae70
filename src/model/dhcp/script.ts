/** What a dhclient-script(8) does before its client asks (reason PREINIT). */

/** `unless-told`: it leaves the addresses alone where the variable keep_old_ip is `yes` (Red Hat's, RHEL 5 and 6). */
export type Emptying = 'no' | 'unless-told' | 'yes';

/** Whether the script takes the addresses off the interface, which has the host's when it is started there. */
export function emptyingOf(script: string): Emptying {
  const section = /^\s*PREINIT\)([\s\S]*?)^\s*;;/m.exec(script)?.[1] ?? '';
  const lines = section.split('\n').filter((line) => !/^\s*#/.test(line));
  if (!lines.some(empties)) return 'no';
  return lines.some((line) => line.includes('keep_old_ip')) ? 'unless-told' : 'yes';
}

/** A flush of an alias's label leaves the host's own address alone. */
function empties(line: string): boolean {
  if (/\baddr(?:ess)? flush\b/.test(line)) return !/\blabel\b/.test(line);
  return /\bflush_dev\b/.test(line) || /\bifconfig\b.*\s0(?:\.0\.0\.0)?(?:\s|$)/.test(line);
}

/** What the script is told with -e so that it leaves the addresses alone. */
export const keepAddresses = 'keep_old_ip=yes';
