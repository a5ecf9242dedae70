/** Running other programs: without a shell, with a limit on everything, and by a path that only root can change. */
import { constants as osConstants, setPriority } from 'node:os';
import { delimiter } from 'node:path';
import { AgentError } from '../contract/errors.ts';
import { childEnvironment } from './child-environment.ts';
import { findProgram } from './find-program.ts';
import { openIp, type OpenIps } from './ip-processes.ts';
import { runToEnd } from './run-program.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  /** Milliseconds; then the program and its children are killed. By default thirty seconds. */
  readonly timeout?: number;
  /** The descriptor of our lock, which the program inherits as descriptor 3 and so holds too. */
  readonly inherit?: number;
  /**
   * With the highest priority, if the system allows it: an interface that joins a bridge is deaf for some microseconds, or
   * for as long as another program has the processor meanwhile.
   */
  readonly urgent?: boolean;
}

export interface Commands {
  readonly find: (program: string) => Promise<string | undefined>;
  /**
   * Runs it to its end; a non-zero exit code is no error. Throws AgentError: Unsupported if there is no such program,
   * CommandFailed if it could not be started, did not end in time, was killed, or printed too much (see run-program.ts).
   */
  readonly run: (program: string, args: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
  /** ip(8) by processes that stay, for those who ask again and again; see ip-processes.ts. */
  readonly openIps?: OpenIps;
}

/** Milliseconds after which a program hangs; on a busy machine a working one may take seconds. */
const longest = 30_000;

/** @param path folders, in the form of PATH. @param log receives each command. */
export function createCommands(path: string, log: (line: string, result: CommandResult) => void): Commands {
  const find = (program: string): Promise<string | undefined> => findProgram(program, path.split(delimiter));
  return {
    find,
    openIps: openIp(find, path),
    run: async (program, args, options = {}) => {
      const file = await find(program);
      if (file === undefined) {
        throw new AgentError('Unsupported', `the program '${program}' is not installed; install it and call again`);
      }
      const result = await runProgram(file, args, path, options);
      log(`${program} ${args.join(' ')}`, result);
      return result;
    },
  };
}

async function runProgram(
  file: string,
  args: readonly string[],
  path: string,
  options: CommandOptions,
): Promise<CommandResult> {
  const ending = await runToEnd({
    file,
    args,
    env: childEnvironment(path),
    input: options.input,
    timeout: options.timeout ?? longest,
    inherit: options.inherit,
    onStart: (pid) => options.urgent === true && hurry(pid),
  }).catch((cause: unknown) => {
    throw failure(file, 'could not be started; see the log of the agent', cause);
  });
  const { exitCode, stdout, stderr } = ending;
  if (ending.tooMuch) throw failure(file, 'printed too much; see the log of the agent', ending);
  if (exitCode !== undefined) return { exitCode, stdout, stderr };
  throw failure(
    file,
    `was ended by ${ending.signal ?? 'a signal'}, probably because it took too long; see the log of the agent`,
    ending,
  );
}

function failure(file: string, what: string, cause: unknown): AgentError {
  return new AgentError('CommandFailed', `the command '${file}' ${what}`, { cause });
}

function hurry(pid: number): void {
  try {
    setPriority(pid, osConstants.priority.PRIORITY_HIGHEST);
  } catch {
    // Without CAP_SYS_NICE it runs with the usual priority.
  }
}
