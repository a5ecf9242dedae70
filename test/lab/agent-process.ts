/** The agent under test, as it runs on the laboratory's host. */
import type { ServiceProcess } from './service-process.ts';

export class Agent {
  readonly #process: ServiceProcess;

  constructor(process: ServiceProcess) {
    this.#process = process;
  }

  /** Its pid, as this machine sees it. */
  get pid(): number {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#process.running;
  }

  /** Everything it has printed. */
  log(): string {
    return this.#process.log();
  }

  /** Ends it with SIGTERM; returns its exit status. */
  stop(): Promise<number> {
    return this.#process.stop();
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Its exit status once it has ended by itself, or 128 and the signal's number. */
  get ended(): Promise<number> {
    return this.#process.ended;
  }
}
