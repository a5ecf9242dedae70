/** Our calls that wait for an answer. */
import { Lane } from '../host/lane.ts';
import { BusCallError, type BusCallOptions, type CallKind } from '../model/bus-call.ts';
import type { BusValue } from '../model/bus-value.ts';
import type { ReplySender } from './reply-sender.ts';
import { outstandingCalls } from './wire/limits.ts';

interface Waiting {
  readonly from: ReplySender;
  readonly resolve: (values: readonly BusValue[]) => void;
  readonly reject: (error: BusCallError) => void;
}

/**
 * Ends each call in time, and limits how many of a kind are sent at once: the bus refuses more than a number of calls, and
 * then one user's calls would be refused because of another's.
 */
export class OutstandingCalls {
  readonly #waiting = new Map<number, Waiting>();
  readonly #lanes: Readonly<Record<CallKind, Lane>> = {
    bus: new Lane(outstandingCalls.bus),
    owners: new Lane(outstandingCalls.owners),
    root: new Lane(outstandingCalls.root),
    reads: new Lane(outstandingCalls.reads),
    others: new Lane(outstandingCalls.others),
  };
  readonly #running = new Set<AbortController>();
  #over: BusCallError | undefined;

  /** Sends the call when it is its turn, and waits for the answer of `from`. Throws BusCallError as BusCaller.call does, and what `send` throws. */
  async run(
    send: () => number,
    from: ReplySender,
    { timeout, signal, kind = 'bus' }: BusCallOptions,
  ): Promise<readonly BusValue[]> {
    const ending = new AbortController();
    const giveUp = (): void => ending.abort(noAnswer('the call was given up'));
    const timer = setTimeout(() => ending.abort(noAnswer('no answer came in time')), timeout);
    this.#running.add(ending);
    signal?.addEventListener('abort', giveUp);
    try {
      if (signal?.aborted === true) giveUp();
      if (this.#over !== undefined) ending.abort(this.#over);
      return await this.#lanes[kind].run(() => this.#answer(send, from, ending.signal), ending.signal);
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

  /** Whether this sender may answer the call with this serial; false if no call waits for it. */
  async isFrom(serial: number, sender: string | undefined, isError: boolean): Promise<boolean> {
    return (await this.#waiting.get(serial)?.from.is(sender, isError)) ?? false;
  }

  resolve(serial: number, values: readonly BusValue[]): void {
    this.#waiting.get(serial)?.resolve(values);
  }

  reject(serial: number, error: BusCallError): void {
    this.#waiting.get(serial)?.reject(error);
  }

  /** Rejects all calls under way, and every later one at once. */
  end(reason: Error): void {
    this.#over = noAnswer(`the connection to the bus is lost: ${reason.message}`);
    for (const ending of this.#running) ending.abort(this.#over);
  }

  async #answer(send: () => number, from: ReplySender, ended: AbortSignal): Promise<readonly BusValue[]> {
    ended.throwIfAborted();
    from.begin();
    try {
      return await this.#wait(send(), from, ended);
    } finally {
      from.end();
    }
  }

  async #wait(serial: number, from: ReplySender, ended: AbortSignal): Promise<readonly BusValue[]> {
    const giveUp = (): void => this.reject(serial, ended.reason as BusCallError);
    ended.addEventListener('abort', giveUp);
    try {
      return await new Promise((resolve, reject) => this.#waiting.set(serial, { from, resolve, reject }));
    } finally {
      ended.removeEventListener('abort', giveUp);
      this.#waiting.delete(serial);
    }
  }
}

function noAnswer(reason: string): BusCallError {
  return new BusCallError(undefined, reason);
}
