/** The programs that an undo needs, looked up before anything is changed. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';

/** What undo.sh, its timer and recover(8) run on every host. A unit test compares the list with the shell's text. */
export const undoTools = [
  ...[
    'cat',
    'cp',
    'date',
    'dirname',
    'find',
    'flock',
    'grep',
    'head',
    'mkdir',
    'mv',
    'rm',
    'rmdir',
    'sed',
    'sha256sum',
  ],
  ...['sleep', 'stat', 'sync', 'tail', 'timeout', 'tr', 'wc'],
] as const;

/** Runs undo.sh. */
const shell = 'sh';

/** Without systemd it starts what must outlive undo.sh. */
const withoutSystemd = ['setsid'] as const;

/** Programs that the undo of some steps runs. These steps need the program anyway, except for restorecon, on which nothing depends. */
export const stepPrograms = [
  ...['ip', 'virsh', 'busctl', 'systemctl', 'systemd-run', 'service', 'chkconfig', 'nft', 'nmcli', 'restorecon'],
  ...withoutSystemd,
] as const;

/** Throws AgentError(Unsupported), with nothing changed. */
export async function requireUndoTools({ commands, systemd }: Host): Promise<void> {
  for (const tool of [shell, ...undoTools, ...(systemd ? [] : withoutSystemd)]) {
    if ((await commands.find(tool)) !== undefined) continue;
    throw new AgentError(
      'Unsupported',
      `the program '${tool}' is not installed, and an undo needs it; install it and call again`,
    );
  }
}
