/** The transactions as lists show them: without their plans, and read again only if a folder has changed. */
import { asideOf } from '../host/aside.ts';
import type { Host } from '../host/host.ts';
import { Lane } from '../host/lane.ts';
import { mapInPool } from '../host/pool.ts';
import { isUnfinished, type Transaction, type TransactionSummary } from '../model/transaction.ts';
import { folderNames } from './journal.ts';
import { readJournal, type Damage } from './read-journal.ts';

export interface SummaryList {
  readonly whole: readonly TransactionSummary[];
  readonly damaged: readonly Damage[];
}

export interface Summaries {
  /** An empty list if there is no transaction `id`. */
  readonly find: (id: string) => Promise<SummaryList>;
  /** @param seen receives the records that had to be read for it. */
  readonly all: (seen?: (transaction: Transaction) => void) => Promise<SummaryList>;
}

/** Read at the same time. A record may hold mebibytes of saved rules. */
const atOnce = { records: 2, folders: 16 } as const;
const none: SummaryList = { whole: [], damaged: [] };

/** @param stateFolder as the host sees it. */
export function openSummaries(host: Host, stateFolder: string): Summaries {
  const transactions = `${stateFolder}/transactions`;
  const aside = asideOf(host);
  const records = new Lane(atOnce.records);
  const known = new Map<string, { readonly stamp: string; readonly summary: TransactionSummary }>();

  /** The state is the name of a file, so a new state changes the folder's stamp. */
  async function stampOf(folder: string): Promise<string | undefined> {
    const [whole, record] = [await host.files.stamp(folder), await host.files.stamp(`${folder}/transaction.json`)];
    return whole && `${whole} ${record}`;
  }

  async function find(id: string, seen?: (transaction: Transaction) => void): Promise<SummaryList> {
    const folder = `${transactions}/${id}`;
    const stamp = await stampOf(folder);
    if (stamp === undefined) return none;
    const last = known.get(id);
    if (last?.stamp === stamp) return { whole: [last.summary], damaged: [] };
    const read = await records.run(() => readSummary(aside, id, folder, seen));
    const [summary] = read.whole;
    // An unfinished transaction is read each time, to check whether it can still be undone.
    if (summary !== undefined && !isUnfinished(summary.state)) known.set(id, { stamp, summary });
    else known.delete(id);
    return read;
  }

  return {
    find,
    all: async (seen) => {
      const ids = await folderNames(host, transactions);
      const there = new Set<string>(ids);
      for (const id of known.keys()) if (!there.has(id)) known.delete(id);
      const found = await mapInPool(atOnce.folders, ids, (id) => find(id, seen));
      return { whole: found.flatMap(({ whole }) => whole), damaged: found.flatMap(({ damaged }) => damaged) };
    },
  };
}

async function readSummary(
  host: Host,
  id: string,
  folder: string,
  seen?: (transaction: Transaction) => void,
): Promise<SummaryList> {
  const reading = await readJournal(host, id, folder);
  if (reading.kind === 'damaged') return { whole: [], damaged: [reading.damage] };
  seen?.(reading.transaction);
  const { operation, bridge, interface: uplink, state, time, uid, authorised, problem, digest } = reading.transaction;
  const names = { id: reading.transaction.id, operation, bridge, interface: uplink };
  return { whole: [{ ...names, state, time, uid, authorised, problem, digest }], damaged: [] };
}
