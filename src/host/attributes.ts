/** What a file has beyond owner and mode: its ACL and its extended attributes, and with them its SELinux label. */
import { AgentError } from '../contract/errors.ts';
import type { Commands } from './commands.ts';
import { inOneTurn } from './in-one-turn.ts';

/** Gives the empty file `to` what `from` has; owner and times stay. @throws AgentError(CommandFailed). */
export type Attributes = (from: string, to: string) => Promise<void>;

interface Copy {
  readonly from: string;
  readonly to: string;
}

/** Without a word where the folder's file system has no attributes, but not where the ACL is lost (coreutils: copy_attr). */
const words = ['--archive', '--attributes-only', '--no-preserve=ownership,timestamps', '--'];

/** For each two of its arguments. */
const script = `while [ $# -gt 0 ]; do cp ${words.join(' ')} "$1" "$2" || exit; shift 2; done`;

/**
 * By cp(1), because Node knows neither. Files that are written at the same time are looked after by one process: to start one
 * takes Node several times as long as a shell. @param own the state folder, whose files have nothing of the kind.
 */
export function createAttributes(commands: Pick<Commands, 'run'>, own: string): Attributes {
  const copy = inOneTurn((copies: readonly Copy[]) => copyAll(commands, copies));
  return async (from, to) => {
    if (!from.startsWith(`${own}/`)) await copy({ from, to });
  };
}

async function copyAll(commands: Pick<Commands, 'run'>, copies: readonly Copy[]): Promise<readonly Promise<void>[]> {
  const paths = copies.flatMap(({ from, to }) => [from, to]);
  const together = copies.length > 1 && (await commands.run('sh', ['-c', script, 'sh', ...paths])).exitCode === 0;
  // Which of them cannot be copied shows when each is copied by itself.
  return copies.map((one) => (together ? Promise.resolve() : copyOne(commands, one)));
}

async function copyOne(commands: Pick<Commands, 'run'>, { from, to }: Copy): Promise<void> {
  const { exitCode, stderr } = await commands.run('cp', [...words, from, to]);
  if (exitCode === 0) return;
  throw new AgentError(
    'CommandFailed',
    `the access rights of '${from}' cannot be kept, so it is left alone; see 'getfacl ${from}' and the log of the agent`,
    { cause: stderr },
  );
}
