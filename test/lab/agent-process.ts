/** The agent under test, as it runs on the laboratory's host. */
import type { ServiceProcess } from './service-process.ts';

export class Agent {
  readonly #process: ServiceProcess;

  constructor(process: ServiceProcess) {
    this.#process = process;
  }

  /** As seen from this machine. */
  get pid(): number {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#process.running;
  }

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

  /** Its exit status, or 128 plus the signal's number. */
  get ended(): Promise<number> {
    return this.#process.ended;
  }
}
