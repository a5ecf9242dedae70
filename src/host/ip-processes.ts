/** The `ip -batch` that stay open for questions and changes, one for each set of options, as long as questions come. */
import { statSync } from 'node:fs';
import { childEnvironment } from './child-environment.ts';
import { IpProcess } from './ip-process.ts';
import { Lane } from './lane.ts';

/** Milliseconds without a question, after which it ends. */
const idle = 500;

export interface OpenIps {
  /**
   * Asks `ip -json OPTIONS` the questions, or has it make changes, which have no answers. Undefined where that cannot be done this
   * way, or one of them fails; then each is to be asked by itself, which tells why. Never rejects.
   */
  readonly ask: (
    options: readonly string[],
    questions: readonly string[],
    answers?: number,
  ) => Promise<readonly string[] | undefined>;
  /** Ends them; those that are asked again are started again. */
  readonly close: () => void;
}

/** @param find finds a program that can be trusted. @param path folders, in the form of PATH, for its environment. */
export function openIp(find: (program: string) => Promise<string | undefined>, path: string): OpenIps {
  const open = new Map<string, OpenIp>();
  return {
    ask: async (options, questions, answers = questions.length) => {
      const key = options.join(' ');
      const one = open.get(key) ?? new OpenIp(options, path);
      open.set(key, one);
      const file = await find('ip');
      return file === undefined ? undefined : one.ask(file, questions, answers);
    },
    close: () => {
      for (const one of open.values()) one.stop();
    },
  };
}

class OpenIp {
  readonly #options: readonly string[];
  readonly #path: string;
  readonly #turn = new Lane(1);
  #process: IpProcess | undefined;
  /** Of the program that runs, which may be replaced meanwhile. */
  #identity = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: readonly string[], path: string) {
    this.#options = options;
    this.#path = path;
  }

  ask(file: string, questions: readonly string[], answers: number): Promise<readonly string[] | undefined> {
    return this.#turn.run(async () => {
      clearTimeout(this.#timer);
      try {
        return await this.#processOf(file)?.ask(questions, answers);
      } catch {
        return undefined;
      } finally {
        this.#timer = setTimeout(() => this.#process?.stop(), idle);
      }
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#process?.stop();
  }

  /** Undefined for a program that is known to be too old. Throws the system's error. */
  #processOf(file: string): IpProcess | undefined {
    const identity = identityOf(file);
    const isSame = identity === this.#identity;
    if (isSame && this.#process?.tooOld === true) return undefined;
    if (isSame && this.#process?.ended === false) return this.#process;
    this.#process?.stop();
    this.#process = new IpProcess(file, this.#options, childEnvironment(this.#path));
    this.#identity = identity;
    return this.#process;
  }
}

function identityOf(file: string): string {
  const { dev, ino, mtimeMs, ctimeMs } = statSync(file);
  return [file, dev, ino, mtimeMs, ctimeMs].join(' ');
}
