/** Who the callers are, as the bus says, and whether they are still there. */
import { setMaxListeners } from 'node:events';
import { AgentError } from '../../contract/errors.ts';
import { tooManyCalls } from './admission.ts';
import { busDriver, type Bus, type BusSignal } from '../bus.ts';
import { callerLimits, timeouts } from '../wire/limits.ts';

export interface Caller {
  /** Unsigned, 32 bits. */
  readonly uid: number;
  /** Aborted when the caller leaves the bus. */
  readonly signal: AbortSignal;
}

interface Connection {
  readonly uid: Promise<number>;
  readonly gone: AbortController;
  /** Calls that wait until it is known whose they are. */
  waiting: number;
}

/**
 * One rule tells of all who leave, and each connection is asked about once: what a caller makes us ask of the bus does not
 * grow with its calls.
 */
export class Callers {
  readonly #bus: Bus;
  readonly #connections = new Map<string, Connection>();
  #watching: Promise<unknown> | undefined;
  #waiting = 0;

  constructor(bus: Bus) {
    this.#bus = bus;
    bus.onBusSignal((signal) => this.#onSignal(signal));
  }

  /** Calls that wait until it is known whose they are. */
  get pending(): number {
    return this.#waiting;
  }

  /**
   * Whose connection it is, who is watched from here on. Throws AgentError: LimitsExceeded where too many calls of this very
   * connection wait for the answer, NotAuthorized where the bus does not say who it is.
   */
  async identify(sender: string): Promise<Caller> {
    const connection = this.#connections.get(sender) ?? this.#lookUp(sender);
    if (connection.waiting >= callerLimits.ofOneConnectionUnknown) throw tooManyCalls();
    connection.waiting += 1;
    this.#waiting += 1;
    try {
      return { uid: await connection.uid, signal: connection.gone.signal };
    } finally {
      connection.waiting -= 1;
      this.#waiting -= 1;
    }
  }

  #lookUp(sender: string): Connection {
    // The rule goes first: if the bus then still knows who it is, we will be told when the caller leaves.
    const watching = this.#watch();
    const asking = this.#askBus('GetConnectionUnixUser', sender);
    const gone = new AbortController();
    // Each call of this caller listens; how many there may be is limited elsewhere (events.setMaxListeners: 0 is no limit).
    setMaxListeners(0, gone.signal);
    const uid = readUid(watching, asking).catch((error: unknown) => {
      this.#connections.delete(sender);
      throw error;
    });
    const connection = { uid, gone, waiting: 0 };
    this.#connections.set(sender, connection);
    return connection;
  }

  #watch(): Promise<unknown> {
    this.#watching ??= this.#askBus('AddMatch', departures).catch((error: unknown) => {
      this.#watching = undefined;
      throw error;
    });
    return this.#watching;
  }

  #onSignal({ member, values }: BusSignal): void {
    const [name, , newOwner] = values;
    if (member !== 'NameOwnerChanged' || typeof name !== 'string' || newOwner !== '') return;
    const connection = this.#connections.get(name);
    this.#connections.delete(name);
    connection?.gone.abort();
  }

  #askBus(member: string, argument: string): Promise<unknown> {
    const call = { ...busDriver, member, signature: 's', body: [argument] };
    return this.#bus.call(call, { timeout: timeouts.bus });
  }
}

/** Of every name that loses its owner (D-Bus specification: match rules, NameOwnerChanged). */
const departures = `type='signal',sender='${busDriver.destination}',interface='${busDriver.interface}',member='NameOwnerChanged',path='${busDriver.path}',arg2=''`;

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
