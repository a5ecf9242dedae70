/**
 * The transactions of before, as far as the next change needs them. A host may have a thousand, and one that is settled stays as
 * it is, so its record is read once; afterwards only its folder's name is seen.
 */
import { mapInPool } from '../host/pool.ts';
import type { TransactionId } from '../model/names.ts';
import { isUnfinished, type Transaction, type TransactionState } from '../model/transaction.ts';
import { neededByPlans, type Kept } from './needed.ts';
import { isOpen, type Reading } from './read-journal.ts';
import { cacheRecords } from './record-cache.ts';

/** The folders of the transactions. */
export interface Folders {
  readonly ids: () => Promise<readonly TransactionId[]>;
  readonly statesOf: (id: TransactionId) => Promise<readonly TransactionState[]>;
  readonly read: (id: TransactionId) => Promise<Reading>;
  /** Changes whenever its state or its record does. */
  readonly stampOf: (id: TransactionId) => Promise<string>;
}

export interface History {
  /** Whole or damaged. @param locked whether we hold the lock. */
  readonly unfinished: (locked: boolean) => Promise<readonly Reading[]>;
  /** What a plan may go back to, newest first; the same list while nothing has changed. @param locked whether we hold the lock. */
  readonly needed: (locked: boolean) => Promise<readonly Transaction[]>;
  /** Takes over what is known of them anyway; to be called under the lock. */
  readonly remember: (transactions: readonly Kept[]) => void;
  /** Takes over a record that was read anyway; to be called under the lock. */
  readonly offer: (transaction: Transaction) => void;
  /** It is about to have another state, or to be gone. */
  readonly forget: (id: TransactionId) => void;
}

/** A record may hold mebibytes of saved rules. */
const recordsAtOnce = 2;
const foldersAtOnce = 8;

/**
 * That a transaction is settled is remembered from looks under the lock alone: it is held whenever a committed change is rolled
 * back, and while we have our name on the bus no other agent begins to do that. Until then its folder's stamp tells.
 */
export function openHistory(folders: Folders): History {
  /** The settled ones; undefined as long as the record has not been read. */
  const settled = new Map<TransactionId, Kept | undefined>();
  const records = cacheRecords(folders);
  let last: readonly Transaction[] = [];

  function remember({ id, operation, bridge, state, time }: Kept): void {
    if (!isUnfinished(state)) settled.set(id, { id, operation, bridge, state, time });
  }

  async function unfinished(locked: boolean): Promise<readonly Reading[]> {
    const unknown = (await folders.ids()).filter((id) => !settled.has(id));
    const states = await mapInPool(foldersAtOnce, unknown, folders.statesOf);
    if (locked) for (const [at, id] of unknown.entries()) if (isClosed(states[at])) settled.set(id, undefined);
    const open = unknown.filter((_, at) => isOpen(states[at] ?? []));
    return mapInPool(1, open, folders.read);
  }

  /** A promise for each of a thousand would take longer than the rest of the plan. */
  async function readAll(ids: readonly TransactionId[]): Promise<readonly Transaction[]> {
    const known = ids.map((id) => (settled.get(id) === undefined ? undefined : records.known(id)));
    const missing = ids.filter((_, at) => known[at] === undefined);
    const read = await mapInPool(recordsAtOnce, missing, records.read);
    let next = 0;
    return whole(known.map((one) => one ?? read[next++]));
  }

  async function needed(locked: boolean): Promise<readonly Transaction[]> {
    const ids = await folders.ids();
    const known = ids.flatMap((id) => settled.get(id) ?? []);
    const read = await readAll(ids.filter((id) => settled.get(id) === undefined));
    if (locked) read.forEach(remember);
    const wanted = neededByPlans(newestFirst([...known, ...read])).map(({ id }) => id);
    records.keepOnly(wanted);
    const found = await readAll(wanted);
    const same = found.length === last.length && found.every((one, at) => one === last[at]);
    return (last = same ? last : found);
  }

  return {
    unfinished,
    needed,
    remember: (transactions) => transactions.forEach(remember),
    offer: records.offer,
    forget: (id) => {
      settled.delete(id);
      records.forget(id);
    },
  };
}

function isClosed(states: readonly TransactionState[] = []): boolean {
  return states.length === 1 && !isOpen(states);
}

function whole(found: readonly (Transaction | undefined)[]): readonly Transaction[] {
  return found.filter((one) => one !== undefined);
}

export function newestFirst<One extends Pick<Kept, 'time'>>(transactions: readonly One[]): readonly One[] {
  return transactions.toSorted((one, other) => other.time - one.time);
}
