/** The journal: a folder per transaction, whole and synced before the host is touched. */
import { randomBytes } from 'node:crypto';
import type { Host } from '../host/host.ts';
import { mapInPool } from '../host/pool.ts';
import { isTransactionId, type TransactionId } from '../model/names.ts';
import type { Deadline, Transaction, TransactionRecord, TransactionState } from '../model/transaction.ts';
import { isOpen, readJournal, statesOf, undoSum, type Reading } from './read-journal.ts';
import { undoFiles } from './steps/steps.ts';
import { forgetStaged, stage, stagedFiles } from './staging.ts';
import { undoScript } from './undo-script.ts';

export interface Journal {
  /** Where transaction `id` is, as the host sees it. */
  readonly folder: (id: TransactionId) => string;
  /** Writes everything that an undo needs. If it throws, which is the system's error, there is no transaction. */
  readonly create: (record: TransactionRecord) => Promise<void>;
  /** Marks that a step begins or is done, with one word for its undo; a step that has not begun is not undone. */
  readonly mark: (id: TransactionId, mark: 'begin' | 'done', step: number, text?: string) => Promise<void>;
  /** The one rename that decides: afterwards every hand that could undo it sees the new state. */
  readonly move: (id: TransactionId, from: TransactionState, to: TransactionState) => Promise<void>;
  readonly setDeadline: (id: TransactionId, deadline: Deadline) => Promise<void>;
  /** Removes the staged old contents beside the files, as many as it can. Throws the system's error if one remains. */
  readonly forgetStaged: (record: TransactionRecord) => Promise<void>;
  /** Stages the old contents again. If it throws, which is the system's error, none are staged. */
  readonly stage: (record: TransactionRecord) => Promise<void>;
  /** Removes the whole folder, so that no reader sees a part of it. */
  readonly discard: (id: TransactionId) => Promise<void>;
  /** Undefined if there is none, or it cannot be read. */
  readonly read: (id: TransactionId) => Promise<Transaction | undefined>;
  /** The transactions, whole or damaged, that are neither committed nor undone. */
  readonly unfinished: () => Promise<readonly Reading[]>;
  /** Newest first. */
  readonly list: () => Promise<readonly Transaction[]>;
}

/** A record may hold a mebibyte of saved rules. */
const recordsAtOnce = 8;

export function newTransactionId(): TransactionId {
  return randomBytes(16).toString('hex') as TransactionId;
}

/** @param stateFolder as the host sees it. @param undoLibrary what readUndoLibrary returns. */
export function openJournal(host: Host, stateFolder: string, undoLibrary: string): Journal {
  const transactions = `${stateFolder}/transactions`;
  const folder = (id: TransactionId): string => `${transactions}/${id}`;
  const readAll = async (): Promise<readonly Reading[]> => {
    const ids = await folderNames(host, transactions);
    return mapInPool(recordsAtOnce, ids, (id) => readJournal(host, id, folder(id)));
  };
  return {
    folder,
    create: (record) => create(host, stateFolder, undoLibrary, record),
    mark: (id, mark, step, text) =>
      host.files.append(`${folder(id)}/marks`, `${[mark, step, ...(text === undefined ? [] : [text])].join(' ')}\n`),
    move: (id, from, to) => host.files.rename(`${folder(id)}/state.${from}`, `${folder(id)}/state.${to}`),
    setDeadline: (id, deadline) => host.files.write(`${folder(id)}/deadline`, JSON.stringify(deadline), 0o600),
    forgetStaged: (record) => forgetStaged(host, record),
    stage: async (record) => {
      try {
        await stage(host, record, (index) => `${folder(record.id)}/before-${index}`);
      } catch (error) {
        await forgetStaged(host, record).catch(() => undefined);
        throw error;
      }
    },
    discard: async (id) => {
      await host.files.rename(folder(id), `${transactions}/.new-${id}~`);
      await host.files.removeTree(`${transactions}/.new-${id}~`);
    },
    read: async (id) => {
      if (!(await host.files.exists(folder(id)))) return undefined;
      const reading = await readJournal(host, id, folder(id));
      return reading.kind === 'whole' ? reading.transaction : undefined;
    },
    unfinished: async () => {
      const ids = await folderNames(host, transactions);
      const open = await mapInPool(recordsAtOnce, ids, async (id) => isOpen(await statesOf(host, folder(id))));
      const found: Reading[] = [];
      for (const id of ids.filter((_, index) => open[index])) found.push(await readJournal(host, id, folder(id)));
      return found;
    },
    list: async () => {
      const all = (await readAll()).flatMap((one) => (one.kind === 'whole' ? [one.transaction] : []));
      return all.sort((one, other) => other.time - one.time);
    },
  };
}

export async function folderNames(host: Host, transactions: string): Promise<readonly TransactionId[]> {
  const names = await host.files.list(transactions);
  return names.filter(isTransactionId);
}

async function create(host: Host, stateFolder: string, library: string, record: TransactionRecord): Promise<void> {
  const transactions = `${stateFolder}/transactions`;
  const draft = `${transactions}/.new-${record.id}~`;
  try {
    await host.files.makeDirectory(draft, 0o700);
    await stage(host, record, (_index, path) => path);
    await writeUndoData(host, draft, record);
    await host.files.write(`${draft}/transaction.json`, JSON.stringify(record, null, 2), 0o600);
    const script = undoScript(record, library, stateFolder, host.files.root, stagedFiles(record));
    await host.files.write(`${draft}/undo.sh`, script, 0o700);
    await host.files.write(`${draft}/undo.sum`, undoSum(script), 0o600);
    await host.files.write(`${draft}/marks`, '', 0o600);
    await host.files.write(`${draft}/state.applying`, '', 0o600);
    // Only a folder of the right name counts (netcf once rolled back to a snapshot that was half written, and deleted files).
    await host.files.rename(draft, `${transactions}/${record.id}`);
  } catch (error) {
    await forgetStaged(host, record).catch(() => undefined);
    await host.files.removeTree(draft).catch(() => undefined);
    throw error;
  }
}

/** What each step's undo reads besides its own line of the script. */
async function writeUndoData(host: Host, draft: string, record: TransactionRecord): Promise<void> {
  for (const [index, step] of record.plan.entries()) {
    for (const { name, text, mode, like } of undoFiles(step)) {
      await host.files.write(`${draft}/${name}-${index}`, text, mode, like);
    }
  }
}
