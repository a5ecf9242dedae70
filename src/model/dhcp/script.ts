/** What a dhclient-script(8) does before its client sends anything (reason PREINIT, for IPv6 PREINIT6). */

/** `unless-told`: it keeps the addresses if the variable keep_old_ip is `yes` (Red Hat's, RHEL 5 and 6). */
export type Emptying = 'no' | 'unless-told' | 'yes';

/** Whether the script removes the interface's addresses, which are the host's; of IPv6, those that are set by hand. */
export function emptyingOf(script: string, family: 4 | 6 = 4): Emptying {
  const reason = family === 4 ? 'PREINIT' : 'PREINIT6';
  const section = new RegExp(`^\\s*${reason}\\)([\\s\\S]*?)^\\s*;;`, 'm').exec(script)?.[1] ?? '';
  const lines = section.split('\n').filter((line) => !/^\s*#/.test(line));
  if (!lines.some(empties)) return 'no';
  return lines.some((line) => line.includes('keep_old_ip')) ? 'unless-told' : 'yes';
}

/** A flush by label removes only an alias. */
function empties(line: string): boolean {
  if (/\baddr(?:ess)? flush\b/.test(line)) return !/\blabel\b/.test(line);
  return /\bflush_dev\b/.test(line) || /\bifconfig\b.*\s0(?:\.0\.0\.0)?(?:\s|$)/.test(line);
}

/** The variable for -e that makes the script keep the addresses. */
export const keepAddresses = 'keep_old_ip=yes';
