/** Our calls that wait for an answer. */
import { BusCallError, type BusCallOptions, type CallKind } from '../authorization/bus-caller.ts';
import type { BusValue } from '../model/bus-value.ts';
import { outstandingCalls } from './wire/limits.ts';
import type { ReplySender } from './reply-sender.ts';
import { Turns } from './turns.ts';

interface Waiting {
  readonly from: ReplySender;
  readonly resolve: (values: readonly BusValue[]) => void;
  readonly reject: (error: BusCallError) => void;
}

/**
 * Gives each call an end in time, and its turn: the bus refuses more than a number of calls at once, and then one user's
 * calls would be refused for another's.
 */
export class OutstandingCalls {
  readonly #waiting = new Map<number, Waiting>();
  readonly #turns: Readonly<Record<CallKind, Turns>> = {
    bus: new Turns(outstandingCalls.bus),
    owners: new Turns(outstandingCalls.owners),
    root: new Turns(outstandingCalls.root),
    reads: new Turns(outstandingCalls.reads),
    others: new Turns(outstandingCalls.others),
  };
  readonly #running = new Set<AbortController>();
  #over: string | undefined;

  /** Sends, in its turn, and waits for an answer `from` whom was asked. Throws BusCallError as BusCaller.call does, and what `send` throws. */
  async run(
    send: () => number,
    from: ReplySender,
    { timeout, signal, kind = 'bus' }: BusCallOptions,
  ): Promise<readonly BusValue[]> {
    const ending = new AbortController();
    const giveUp = (): void => ending.abort('the call was given up');
    const timer = setTimeout(() => ending.abort('no answer came in time'), timeout);
    this.#running.add(ending);
    signal?.addEventListener('abort', giveUp);
    try {
      if (signal?.aborted === true) giveUp();
      if (this.#over !== undefined) ending.abort(this.#over);
      return await this.#takeTurn(this.#turns[kind], () => this.#answer(send, from, ending.signal), ending.signal);
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

  /** Whether this sender may answer the call with this serial; false where none waits. */
  async isFrom(serial: number, sender: string | undefined, isError: boolean): Promise<boolean> {
    return (await this.#waiting.get(serial)?.from.is(sender, isError)) ?? false;
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

  async #takeTurn<Result>(turns: Turns, work: () => Promise<Result>, ended: AbortSignal): Promise<Result> {
    if (!(await turns.enter(ended))) throw noAnswer(ended);
    try {
      return await work();
    } finally {
      turns.leave();
    }
  }

  async #answer(send: () => number, from: ReplySender, ended: AbortSignal): Promise<readonly BusValue[]> {
    if (ended.aborted) throw noAnswer(ended);
    const serial = send();
    from.asked();
    const giveUp = (): void => this.reject(serial, noAnswer(ended));
    ended.addEventListener('abort', giveUp);
    try {
      return await new Promise((resolve, reject) => this.#waiting.set(serial, { from, resolve, reject }));
    } finally {
      ended.removeEventListener('abort', giveUp);
      this.#waiting.delete(serial);
    }
  }
}

function noAnswer(ended: AbortSignal): BusCallError {
  return new BusCallError(undefined, String(ended.reason));
}
