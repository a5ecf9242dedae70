/** Who the callers are, as the bus says, and whether they are still there. */
import { setMaxListeners } from 'node:events';
import { AgentError } from '../contract/errors.ts';
import { busDriver, type Bus, type BusSignal } from './bus.ts';
import { timeouts } from './limits.ts';

export interface Caller {
  /** Unsigned, 32 bits. */
  readonly uid: number;
  /** Aborted when the caller leaves the bus. */
  readonly signal: AbortSignal;
}

interface Watched {
  readonly uid: Promise<number>;
  readonly gone: AbortController;
  calls: number;
}

/** Watches the callers that have a call under way, and only those: each costs a match rule. */
export class Callers {
  readonly #bus: Bus;
  readonly #watched = new Map<string, Watched>();

  constructor(bus: Bus) {
    this.#bus = bus;
    bus.onBusSignal((signal) => this.#onSignal(signal));
  }

  /**
   * Does something for a caller, who is known and watched meanwhile. Throws AgentError NotAuthorized where the bus does
   * not say who the caller is, and what the work throws.
   */
  async during<Result>(sender: string, work: (caller: Caller) => Promise<Result>): Promise<Result> {
    const watched = this.#watched.get(sender) ?? this.#watch(sender);
    watched.calls += 1;
    try {
      return await work({ uid: await watched.uid, signal: watched.gone.signal });
    } finally {
      watched.calls -= 1;
      if (watched.calls === 0) this.#forget(sender, watched);
    }
  }

  #watch(sender: string): Watched {
    // The rule goes first: if the bus then still knows who it is, we will be told when the caller leaves.
    const watching = this.#askBus('AddMatch', departureRule(sender));
    const asking = this.#askBus('GetConnectionUnixUser', sender);
    const gone = new AbortController();
    // Each call of this caller listens; how many there may be is limited elsewhere (events.setMaxListeners: 0 is no limit).
    setMaxListeners(0, gone.signal);
    const watched = { uid: readUid(watching, asking), gone, calls: 0 };
    this.#watched.set(sender, watched);
    return watched;
  }

  #forget(sender: string, watched: Watched): void {
    if (this.#watched.get(sender) !== watched) return;
    this.#watched.delete(sender);
    this.#bus.notify({ ...busDriver, member: 'RemoveMatch', signature: 's', body: [departureRule(sender)] });
  }

  #onSignal({ member, values }: BusSignal): void {
    const [name, , newOwner] = values;
    if (member !== 'NameOwnerChanged' || typeof name !== 'string' || newOwner !== '') return;
    const watched = this.#watched.get(name);
    if (watched === undefined) return;
    this.#forget(name, watched);
    watched.gone.abort();
  }

  #askBus(member: string, argument: string): Promise<unknown> {
    const call = { ...busDriver, member, signature: 's', body: [argument] };
    return this.#bus.call(call, { timeout: timeouts.bus });
  }
}

/** D-Bus specification: match rules. The name has been checked to be a unique one, without quotes. */
function departureRule(sender: string): string {
  const { destination, path } = busDriver;
  return `type='signal',sender='${destination}',interface='${destination}',member='NameOwnerChanged',path='${path}',arg0='${sender}'`;
}

async function readUid(watching: Promise<unknown>, asking: Promise<unknown>): Promise<number> {
  try {
    const [, answer] = await Promise.all([watching, asking]);
    const [uid] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
    if (typeof uid === 'number') return uid;
  } catch (error) {
    throw unknownCaller(error);
  }
  throw unknownCaller(undefined);
}

function unknownCaller(cause: unknown): AgentError {
  return new AgentError('NotAuthorized', 'the bus does not say who the caller is; call again', { cause });
}
