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
  /** Calls that wait for the bus to say whose they are. */
  waiting: number;
}

/**
 * One match rule reports all callers that leave, and the bus is asked about each connection once, however many calls it
 * makes.
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

  /** Calls that wait for the bus to say whose they are. */
  get pending(): number {
    return this.#waiting;
  }

  /**
   * Returns the user of the connection, which is watched from now on. Throws AgentError: LimitsExceeded if too many of its
   * calls wait for the answer, NotAuthorized if the bus does not say who it is.
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
    // The match rule goes first: if the bus still knows the caller after that, it will report its departure.
    const watching = this.#watch();
    const asking = this.#askBus('GetConnectionUnixUser', sender);
    const gone = new AbortController();
    // Each call of this caller listens; Admission limits how many there are (events.setMaxListeners: 0 is no limit).
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

/** Every name that loses its owner (D-Bus specification: match rules, NameOwnerChanged). */
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
