/** bench/native/stopwatch.c on the laboratory's host. All that it measures and starts has the daemon's priority. */
import type { Laboratory } from '../test/lab/laboratory.ts';
import { busName, objectPath } from '../src/contract/names.ts';
import type { Tools } from './tools.ts';

/** A service that was started; its pid is the laboratory's. */
export interface Started {
  readonly ms: number;
  readonly pid: number;
}

export class Stopwatch {
  readonly #lab: Laboratory;
  readonly #words: readonly string[];

  constructor(lab: Laboratory, { native, daemon }: Tools) {
    this.#lab = lab;
    this.#words = ['nice', '-n', String(daemon.nice), native.stopwatch];
  }

  /** Milliseconds that a program takes, the mean of `count` runs: what takes a moment only is measured several times. */
  async run(count: number, command: readonly string[]): Promise<number> {
    return first(await this.#measure(['run', String(count), ...command]));
  }

  /** Milliseconds for that many synced files, and then for `ip -batch`. */
  async batch(syncs: number, lines: readonly string[]): Promise<number> {
    await this.#lab.writeFile('/run/bench/batch', `${lines.join('\n')}\n`);
    const folder = this.#lab.path('/run/bench');
    return first(await this.#measure(['batch', folder, String(syncs), `${folder}/batch`]));
  }

  /** Milliseconds until the agent replies; `-` stands for no options. */
  async call(method: string, ...args: readonly string[]): Promise<number> {
    return first(await this.#measure(['call', busName, objectPath, method, ...args]));
  }

  /** The same of the service in C. */
  async callService(name: string, method: string): Promise<number> {
    return first(await this.#measure(['call', name, '/', method]));
  }

  /** Milliseconds until it owns its name on the bus. Throws what it printed if it ends before. */
  async start(name: string, command: readonly string[]): Promise<Started> {
    const log = this.#lab.path('/bench-service.log');
    const [ms = NaN, pid = NaN] = await this.#measure(['start', name, log, ...command]);
    return { ms, pid };
  }

  async #measure(words: readonly string[]): Promise<readonly number[]> {
    const { stdout } = await this.#lab.hostOk([...this.#words, ...words], { timeoutMs: 300_000 });
    return stdout.trim().split(' ').map(Number);
  }
}

function first([value = NaN]: readonly number[]): number {
  return value;
}
