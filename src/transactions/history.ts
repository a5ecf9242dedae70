/**
 * The transactions of before, as far as the next change needs them. A host may have a thousand, and one that is settled stays as
 * it is, so its record is read once; afterwards only its folder's name is seen.
 */
import { mapInPool } from '../host/pool.ts';
import type { TransactionId } from '../model/names.ts';
import { isUnfinished, type Transaction, type TransactionState } from '../model/transaction.ts';
import { neededByPlans, type Kept } from './needed.ts';
import { isOpen, type Reading } from './read-journal.ts';

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
  /** What a plan may go back to, newest first. @param locked whether we hold the lock. */
  readonly needed: (locked: boolean) => Promise<readonly Transaction[]>;
  /** Takes over what is known of them anyway; to be called under the lock. */
  readonly remember: (transactions: readonly Kept[]) => void;
  /** It is about to have another state, or to be gone. */
  readonly forget: (id: TransactionId) => void;
}

/** A record may hold mebibytes of saved rules. */
const recordsAtOnce = 2;
const foldersAtOnce = 8;
/** Plans that are held in memory: some tens of kibibytes each. */
const mostCached = 64;

/**
 * That a transaction is settled is remembered from looks under the lock alone: it is held whenever a committed change is rolled
 * back, and while we have our name on the bus no other agent begins to do that.
 */
export function openHistory(folders: Folders): History {
  /** The settled ones; undefined as long as the record has not been read. */
  const settled = new Map<TransactionId, Kept | undefined>();
  const records = cacheRecords(folders);

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

  async function needed(locked: boolean): Promise<readonly Transaction[]> {
    const ids = await folders.ids();
    const known = ids.flatMap((id) => settled.get(id) ?? []);
    const unknown = ids.filter((id) => settled.get(id) === undefined);
    const read = whole(await mapInPool(recordsAtOnce, unknown, records.read));
    if (locked) read.forEach(remember);
    const wanted = neededByPlans(newestFirst([...known, ...read])).map(({ id }) => id);
    records.keepOnly(wanted);
    return whole(await mapInPool(recordsAtOnce, wanted, records.read));
  }

  return {
    unfinished,
    needed,
    remember: (transactions) => transactions.forEach(remember),
    forget: (id) => void settled.delete(id),
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

interface RecordCache {
  /** Undefined if it is damaged. */
  readonly read: (id: TransactionId) => Promise<Transaction | undefined>;
  /** The others are read again when they are asked for. */
  readonly keepOnly: (ids: readonly TransactionId[]) => void;
}

/** Those that were settled when they were read, until their folder or their record is another one. */
function cacheRecords({ read, stampOf }: Folders): RecordCache {
  const cached = new Map<TransactionId, { readonly stamp: string; readonly transaction: Transaction }>();
  return {
    read: async (id) => {
      const stamp = await stampOf(id);
      const last = cached.get(id);
      if (last?.stamp === stamp) return last.transaction;
      cached.delete(id);
      const reading = await read(id);
      if (reading.kind === 'damaged') return undefined;
      const transaction = withoutLines(reading.transaction);
      if (!isUnfinished(transaction.state) && cached.size < mostCached) cached.set(id, { stamp, transaction });
      return transaction;
    },
    keepOnly: (ids) => {
      const wanted = new Set(ids);
      for (const id of cached.keys()) if (!wanted.has(id)) cached.delete(id);
    },
  };
}

/** No later plan needs them, and on a host with twenty thousand routes each change has mebibytes of them. */
export function withoutLines(transaction: Transaction): Transaction {
  if (isUnfinished(transaction.state)) return transaction;
  const plan = transaction.plan.map((step) => {
    if (step.kind !== 'links') return step;
    const basis = step.basis && { ...step.basis, moving: [] };
    return { ...step, batch: [], reverse: [], routes: [], basis };
  });
  return { ...transaction, plan };
}
