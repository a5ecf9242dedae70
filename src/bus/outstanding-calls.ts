/** Our calls that wait for an answer. */
import { BusCallError, type BusCallOptions } from '../authorization/bus-caller.ts';
import type { BusValue } from '../model/bus-value.ts';
import { outstandingCalls } from './limits.ts';
import { Turns } from './turns.ts';

interface Waiting {
  readonly resolve: (values: readonly BusValue[]) => void;
  readonly reject: (error: BusCallError) => void;
}

/**
 * Gives each call an end in time, and its turn: the bus refuses more than a number of calls at once, and then one user's
 * calls would be refused for another's.
 */
export class OutstandingCalls {
  readonly #waiting = new Map<number, Waiting>();
  readonly #turns = new Turns(outstandingCalls);
  readonly #running = new Set<AbortController>();
  #over: string | undefined;

  /** Sends, in its turn, and waits. Throws BusCallError as BusCaller.call does, and what `send` throws. */
  async run(send: () => number, { timeout, signal }: BusCallOptions): Promise<readonly BusValue[]> {
    const ending = new AbortController();
    const giveUp = (): void => ending.abort('the call was given up');
    const timer = setTimeout(() => ending.abort('no answer came in time'), timeout);
    this.#running.add(ending);
    signal?.addEventListener('abort', giveUp);
    try {
      if (signal?.aborted === true) giveUp();
      if (this.#over !== undefined) ending.abort(this.#over);
      return await this.#takeTurn(send, ending.signal);
    } finally {
      clearTimeout(timer);
      this.#running.delete(ending);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Whether a call waits for the answer with this serial. */
  has(serial: number): boolean {
    return this.#waiting.has(serial);
  }

  resolve(serial: number, values: readonly BusValue[]): void {
    this.#waiting.get(serial)?.resolve(values);
  }

  reject(serial: number, error: BusCallError): void {
    this.#waiting.get(serial)?.reject(error);
  }

  /** Ends all that wait, and whatever comes later, at once. */
  end(reason: Error): void {
    this.#over = `the connection to the bus is lost: ${reason.message}`;
    for (const ending of this.#running) ending.abort(this.#over);
  }

  async #takeTurn(send: () => number, ended: AbortSignal): Promise<readonly BusValue[]> {
    if (!(await this.#turns.enter(ended))) throw noAnswer(ended);
    try {
      return await this.#answer(send, ended);
    } finally {
      this.#turns.leave();
    }
  }

  async #answer(send: () => number, ended: AbortSignal): Promise<readonly BusValue[]> {
    if (ended.aborted) throw noAnswer(ended);
    const serial = send();
    const giveUp = (): void => this.reject(serial, noAnswer(ended));
    ended.addEventListener('abort', giveUp);
    try {
      return await new Promise((resolve, reject) => this.#waiting.set(serial, { resolve, reject }));
    } finally {
      ended.removeEventListener('abort', giveUp);
      this.#waiting.delete(serial);
    }
  }
}

function noAnswer(ended: AbortSignal): BusCallError {
  return new BusCallError(undefined, String(ended.reason));
}
