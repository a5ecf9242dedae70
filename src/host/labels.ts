/** SELinux labels of files that we make: what restorecon(8) would give them, before they take another's place. */
import { basename } from 'node:path';
import { AgentError } from '../contract/errors.ts';
import type { Commands } from './commands.ts';

/** @param temporary the file as it lies beside. @param as the name that it is about to get. */
export type Label = (temporary: string, as: string) => Promise<void>;

/**
 * A new file has its folder's type, which most names in /etc have too, but not all (/etc/sysconfig/iptables). Where
 * matchpathcon(8) is not installed, or knows no label for the name (`<<none>>`), it keeps that, as cp(1) would have it.
 * @param own a folder whose files only we read: they keep it too, and so does what lies ready for an undo, which
 * restorecon labels when it is put back.
 */
export function createLabel(commands: Pick<Commands, 'find' | 'run'>, own: string): Label {
  const known = new Map<string, Promise<string | undefined>>();
  const lookUp = (as: string): Promise<string | undefined> => {
    const label = known.get(as) ?? wantedLabel(commands, as);
    known.set(as, label);
    // What could not be looked up is tried again the next time.
    label.catch(() => known.delete(as));
    return label;
  };
  return async (temporary, as) => {
    if (as.startsWith(`${own}/`) || basename(as).startsWith('.bridgehead-')) return;
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
