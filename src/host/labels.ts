/** SELinux labels for the files that we write, as restorecon(8) would set them, before the files are renamed. */
import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AgentError } from '../contract/errors.ts';
import { ifAbsent } from './absence.ts';
import type { Commands } from './commands.ts';

/** @param temporary the file beside the target. @param as the name that it is about to get. */
export type Label = (temporary: string, as: string) => Promise<void>;

/**
 * A new file gets its folder's type, which is right for most names in /etc, but not all (/etc/sysconfig/iptables). It keeps
 * that type if matchpathcon(8) is not installed or knows no label for the name (`<<none>>`), as with cp(1).
 * @param own the state folder, which only we read: its files keep their type too. So do staged files, which restorecon labels
 * when an undo puts them back.
 */
export function createLabel(commands: Pick<Commands, 'find' | 'run'>, own: string): Label {
  const known = new Map<string, Promise<string | undefined>>();
  const lookUp = (as: string): Promise<string | undefined> => {
    const label = known.get(as) ?? wantedLabel(commands, as);
    known.set(as, label);
    // A failed look-up is tried again the next time.
    label.catch(() => known.delete(as));
    return label;
  };
  return async (temporary, as) => {
    if (as.startsWith(`${own}/`) || basename(as).startsWith('.bridgehead-')) return;
    // A file that is replaced keeps its own, whatever the policy says of its name.
    if ((await lstat(as).catch(ifAbsent(undefined))) !== undefined) {
      return setLabel(commands, `--reference=${as}`, temporary, as);
    }
    const label = await lookUp(as);
    if (label !== undefined) await setLabel(commands, label, temporary, as);
  };
}

async function wantedLabel(commands: Pick<Commands, 'find' | 'run'>, as: string): Promise<string | undefined> {
  if ((await commands.find('matchpathcon')) === undefined) return undefined;
  const { stdout, exitCode } = await commands.run('matchpathcon', ['-n', as]);
  const label = stdout.trim();
  return exitCode === 0 && /^[^\s:<]+:[^\s:]+:[^\s:]+/.test(label) ? label : undefined;
}

/** Throws AgentError(CommandFailed): with a wrong label the boot might not be allowed to read the file. */
async function setLabel(commands: Pick<Commands, 'run'>, label: string, file: string, as: string): Promise<void> {
  const { exitCode, stderr } = await commands.run('chcon', ['-h', label, file]);
  if (exitCode === 0) return;
  throw new AgentError('CommandFailed', `the SELinux label of '${as}' cannot be set; see 'restorecon -v ${as}'`, {
    cause: stderr,
  });
}
