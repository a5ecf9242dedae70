/** The journal: a folder per transaction, whole and synced before the host is touched. */
import { randomBytes } from 'node:crypto';
import type { Host } from '../host/host.ts';
import type { TransactionId } from '../model/names.ts';
import type { Deadline, Transaction, TransactionRecord, TransactionState } from '../model/transaction.ts';
import { transactionStates } from '../model/transaction.ts';
import { parseDeadline, parseRecord } from './record-schema.ts';
import { undoScript, type StagedFiles } from './undo-script.ts';

/** Bytes: a plan holds its files twice. */
const largestRecord = 1024 * 1024;

export interface Journal {
  /** Where transaction `id` is, as the host sees it. */
  readonly folder: (id: TransactionId) => string;
  /** Writes everything an undo needs. Throws the system's error; then there is no transaction. */
  readonly create: (record: TransactionRecord) => Promise<void>;
  /** Marks that a step begins or is done; what has not begun is not undone. */
  readonly mark: (id: TransactionId, mark: 'begin' | 'done', step: number) => Promise<void>;
  /** The one rename that decides: afterwards every hand that could undo it sees the new state. */
  readonly move: (id: TransactionId, from: TransactionState, to: TransactionState) => Promise<void>;
  readonly setDeadline: (id: TransactionId, deadline: Deadline) => Promise<void>;
  /** Removes the old contents that lay ready beside the files. */
  readonly forgetStaged: (record: TransactionRecord) => Promise<void>;
  /** Undefined where there is none, or none that can be read. */
  readonly read: (id: TransactionId) => Promise<Transaction | undefined>;
  /** Folders that should be transactions and can't be read, as the host sees them. */
  readonly damaged: () => Promise<readonly string[]>;
  /** Newest first. */
  readonly list: () => Promise<readonly Transaction[]>;
}

export function newTransactionId(): TransactionId {
  return randomBytes(16).toString('hex') as TransactionId;
}

/** @param stateFolder as the host sees it. @param undoLibrary the text of undo-library.sh. */
export function openJournal(host: Host, stateFolder: string, undoLibrary: string): Journal {
  const transactions = `${stateFolder}/transactions`;
  const folder = (id: TransactionId): string => `${transactions}/${id}`;
  const read = (id: TransactionId): Promise<Transaction | undefined> => readTransaction(host, folder(id));
  return {
    folder,
    create: (record) => create(host, stateFolder, undoLibrary, record),
    mark: (id, mark, step) => host.files.append(`${folder(id)}/marks`, `${mark} ${step}\n`),
    move: (id, from, to) => host.files.rename(`${folder(id)}/state.${from}`, `${folder(id)}/state.${to}`),
    setDeadline: (id, deadline) => host.files.write(`${folder(id)}/deadline`, JSON.stringify(deadline), 0o600),
    forgetStaged: async (record) => {
      await Promise.all([...stagedFiles(record).values()].map((path) => host.files.remove(path)));
    },
    read,
    damaged: async () => {
      const ids = await folderNames(host, transactions);
      const all = await Promise.all(ids.map(async (id) => ((await read(id)) === undefined ? [folder(id)] : [])));
      return all.flat();
    },
    list: async () => {
      const all = await Promise.all((await folderNames(host, transactions)).map(read));
      return all.filter((one) => one !== undefined).sort((one, other) => other.time - one.time);
    },
  };
}

async function folderNames(host: Host, transactions: string): Promise<readonly TransactionId[]> {
  const names = await host.files.list(transactions);
  return names.filter((name): name is TransactionId => /^[0-9a-f]{32}$/.test(name));
}

async function create(host: Host, stateFolder: string, library: string, record: TransactionRecord): Promise<void> {
  const transactions = `${stateFolder}/transactions`;
  const draft = `${transactions}/.new-${record.id}~`;
  await host.files.makeDirectory(draft, 0o700);
  try {
    const staged = stagedFiles(record);
    await stage(host, record, staged);
    await writeUndoData(host, draft, record);
    await host.files.write(`${draft}/transaction.json`, JSON.stringify(record, null, 2), 0o600);
    await host.files.write(`${draft}/undo.sh`, undoScript(record, library, stateFolder, staged), 0o700);
    await host.files.write(`${draft}/marks`, '', 0o600);
    await host.files.write(`${draft}/state.applying`, '', 0o600);
    // Only a folder of the right name counts (netcf's half snapshots once deleted files: security.md, finding 7).
    await host.files.rename(draft, `${transactions}/${record.id}`);
  } catch (error) {
    await Promise.all([...stagedFiles(record).values()].map((path) => host.files.remove(path).catch(() => undefined)));
    await host.files.removeTree(draft).catch(() => undefined);
    throw error;
  }
}

/** What each step's undo reads besides its own line of the script. */
async function writeUndoData(host: Host, draft: string, record: TransactionRecord): Promise<void> {
  for (const [index, step] of record.plan.entries()) {
    if (step.kind === 'file' && step.before !== null) {
      await host.files.write(`${draft}/before-${index}`, step.before, step.mode);
    }
    if (step.kind === 'links')
      await host.files.write(`${draft}/reverse-${index}`, `${step.reverse.join('\n')}\n`, 0o600);
  }
}

async function stage(host: Host, record: TransactionRecord, staged: StagedFiles): Promise<void> {
  for (const [index, path] of staged) {
    const step = record.plan[index];
    if (step?.kind === 'file' && step.before !== null) await host.files.write(path, step.before, step.mode);
  }
}

/** Names that no boot script reads, in the folder of the file they would replace. */
function stagedFiles(record: TransactionRecord): StagedFiles {
  const staged = new Map<number, string>();
  for (const [index, step] of record.plan.entries()) {
    if (step.kind !== 'file' || step.before === null) continue;
    const folder = step.path.slice(0, step.path.lastIndexOf('/'));
    staged.set(index, `${folder}/.bridgehead-${record.id.slice(0, 4)}${String(index).padStart(2, '0')}~`);
  }
  return staged;
}

async function readTransaction(host: Host, folder: string): Promise<Transaction | undefined> {
  const [record, deadline, report, names] = await Promise.all([
    host.files.read(`${folder}/transaction.json`, largestRecord),
    host.files.read(`${folder}/deadline`),
    host.files.read(`${folder}/report`),
    host.files.list(folder),
  ]);
  const parsed = parseRecord(record?.text);
  const state = transactionStates.find((one) => names.includes(`state.${one}`));
  if (parsed === undefined || state === undefined) return undefined;
  return {
    ...parsed,
    state,
    deadline: state === 'awaiting-confirmation' ? parseDeadline(deadline?.text) : undefined,
    report: (report?.text ?? '').split('\n').filter((line) => line !== ''),
  };
}
