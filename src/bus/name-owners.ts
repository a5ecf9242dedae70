/** Who owned the well-known names that we call, from a call to its reply. */
import type { BusValue } from '../model/bus-value.ts';
import { busDriver, type BusSignal } from './bus.ts';

/** How the bus is asked. `ask` returns the owner's unique name, undefined if there is none; it rejects if no answer comes. */
export interface OwnerQuestions {
  readonly watch: (rule: string) => void;
  readonly ask: (name: string) => Promise<string | undefined>;
}

interface WatchedName {
  /** Resolves once the owner at the beginning is known. */
  readonly known: Promise<void>;
  /** As reported last; undefined if there is none, or while it is not known. */
  owner: string | undefined;
  /** Whether a change was reported: then the owner at the beginning is history. */
  changed: boolean;
  /** The owners since each call under way. */
  readonly calls: Set<Set<string>>;
}

/** The owners of one name since a call. */
export interface OwnersSince {
  /** Whether this program owned the name at any time from the call until now. */
  readonly has: (uniqueName: string) => Promise<boolean>;
  readonly end: () => void;
}

/**
 * The bus reports each change in order with everything else, so what it reported until a reply comes is all that counts: asking it
 * again then would miss a program that has answered and released the name at once.
 */
export class NameOwners {
  readonly #bus: OwnerQuestions;
  readonly #names = new Map<string, WatchedName>();

  constructor(bus: OwnerQuestions) {
    this.#bus = bus;
  }

  /** To be called before the call is sent. */
  since(name: string): OwnersSince {
    const watched = this.#names.get(name) ?? this.#watch(name);
    const owners = new Set(watched.owner === undefined ? [] : [watched.owner]);
    watched.calls.add(owners);
    return {
      has: async (uniqueName) => {
        await watched.known;
        return owners.has(uniqueName);
      },
      end: () => watched.calls.delete(owners),
    };
  }

  /** To be told of each signal of the bus. */
  onSignal({ member, values: [name, before, after] }: BusSignal): void {
    if (member !== 'NameOwnerChanged' || typeof name !== 'string') return;
    const watched = this.#names.get(name);
    if (watched === undefined) return;
    add(watched, before);
    watched.owner = add(watched, after);
    watched.changed = true;
  }

  /** The rule goes first: what changes after the answer is then reported. */
  #watch(name: string): WatchedName {
    this.#bus.watch(`${changes},arg0='${name}'`);
    const known = this.#bus.ask(name).then(
      (value) => {
        const owner = add(watched, value);
        if (!watched.changed) watched.owner = owner;
      },
      // The next call asks again.
      () => void this.#names.delete(name),
    );
    const watched: WatchedName = { known, owner: undefined, changed: false, calls: new Set() };
    this.#names.set(name, watched);
    return watched;
  }
}

/** D-Bus specification: NameOwnerChanged. */
const changes = `type='signal',sender='${busDriver.destination}',interface='${busDriver.interface}',member='NameOwnerChanged',path='${busDriver.path}'`;

/** Returns the owner; undefined if there is none, for which the signal has an empty text. */
function add({ calls }: WatchedName, owner: BusValue | undefined): string | undefined {
  if (typeof owner !== 'string' || owner === '') return undefined;
  for (const owners of calls) owners.add(owner);
  return owner;
}
