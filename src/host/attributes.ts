/** What a file has beyond owner and mode: its ACL and its extended attributes, and with them its SELinux label. */
import { AgentError } from '../contract/errors.ts';
import type { Commands } from './commands.ts';

/** Gives the empty file `to` what `from` has; owner and times stay. @throws AgentError(CommandFailed). */
export type Attributes = (from: string, to: string) => Promise<void>;

/** By cp(1), because Node knows neither. @param own the state folder, whose files have nothing of the kind. */
export function createAttributes(commands: Pick<Commands, 'run'>, own: string): Attributes {
  return async (from, to) => {
    if (from.startsWith(`${own}/`)) return;
    // Without a word where the folder's file system has no attributes, but not where the ACL is lost (coreutils: copy_attr).
    const words = ['--archive', '--attributes-only', '--no-preserve=ownership,timestamps'];
    const { exitCode, stderr } = await commands.run('cp', [...words, '--', from, to]);
    if (exitCode === 0) return;
    throw new AgentError(
      'CommandFailed',
      `the access rights of '${from}' cannot be kept, so it is left alone; see 'getfacl ${from}' and the log of the agent`,
      { cause: stderr },
    );
  };
}
