/** So many at once; the others wait in the order they came. */
import type { Host } from './host.ts';

export class Lane {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Does it in its turn. Throws what the work throws. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#inside >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inside += 1;
    try {
      return await work();
    } finally {
      // The place goes to the next as it is, so that no other caller can take it meanwhile.
      const next = this.#waiting.shift();
      if (next === undefined) this.#inside -= 1;
      else next();
    }
  }
}

/** Programs and files at once, for reads that every user may ask for. */
const atOnce = { programs: 4, files: 8 } as const;

/**
 * The same host in a lane of its own: however many look at it this way, they have few programs and files open between them,
 * and the code that has the host itself never waits for them.
 */
export function asideOf(host: Host): Host {
  const [programs, files] = [new Lane(atOnce.programs), new Lane(atOnce.files)];
  const { commands } = host;
  return {
    ...host,
    commands: { ...commands, run: (...command) => programs.run(() => commands.run(...command)) },
    files: { ...host.files, read: (...file) => files.run(() => host.files.read(...file)) },
  };
}
