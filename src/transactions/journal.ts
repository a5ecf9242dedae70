/** The journal: a folder per transaction, whole and synced before the host is touched. */
import { randomBytes } from 'node:crypto';
import type { Host } from '../host/host.ts';
import { mapInPool } from '../host/pool.ts';
import { isTransactionId, type TransactionId } from '../model/names.ts';
import type { Deadline, Transaction, TransactionRecord, TransactionState } from '../model/transaction.ts';
import { newestFirst, openHistory, type History } from './history.ts';
import { readJournal, statesOf, undoSum } from './read-journal.ts';
import type { UndoFile } from './steps/step-kind.ts';
import { undoFiles } from './steps/steps.ts';
import { forgetStaged, stageAgain, stagedFiles } from './staging.ts';
import { undoScript } from './undo-script.ts';
import { withoutLines } from './without-lines.ts';

interface Mark {
  readonly word: 'begin' | 'done';
  readonly step: number;
  /** One word for the step's undo. */
  readonly text?: string | undefined;
  /** Whether an undo after a power cut needs it. */
  readonly lasting: boolean;
}

export interface Journal {
  /** Where transaction `id` is, as the host sees it. */
  readonly folder: (id: TransactionId) => string;
  /** Writes everything that an undo needs. If it throws, which is the system's error, there is no transaction. */
  readonly create: (record: TransactionRecord) => Promise<void>;
  /** Marks that a step begins or is done; a step that has not begun is not undone. */
  readonly mark: (id: TransactionId, mark: Mark) => Promise<void>;
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
  /** All of them, newest first; those that are settled without what their links steps did line by line. */
  readonly list: () => Promise<readonly Transaction[]>;
  readonly history: History;
}

/** A record may hold mebibytes of saved rules. */
const recordsAtOnce = 2;
/** Files written at the same time, each of which is synced. */
const filesAtOnce = 4;

export function newTransactionId(): TransactionId {
  return randomBytes(16).toString('hex') as TransactionId;
}

/** @param stateFolder as the host sees it. @param undoLibrary what readUndoLibrary returns. */
export function openJournal(host: Host, stateFolder: string, undoLibrary: string): Journal {
  const transactions = `${stateFolder}/transactions`;
  const folder = (id: TransactionId): string => `${transactions}/${id}`;
  const history = openHistory({
    ids: () => folderNames(host, transactions),
    statesOf: (id) => statesOf(host, folder(id)),
    read: (id) => readJournal(host, id, folder(id)),
    stampOf: async (id) => {
      const paths = [folder(id), `${folder(id)}/transaction.json`];
      return (await Promise.all(paths.map(host.files.stamp))).join(' ');
    },
  });
  return {
    folder,
    create: (record) => create(host, stateFolder, undoLibrary, record),
    mark: (id, { word, step, text, lasting }) => {
      const line = [word, step, ...(text === undefined ? [] : [text])].join(' ');
      return host.files.append(`${folder(id)}/marks`, `${line}\n`, lasting);
    },
    move: (id, from, to) => {
      history.forget(id);
      return host.files.rename(`${folder(id)}/state.${from}`, `${folder(id)}/state.${to}`);
    },
    setDeadline: (id, deadline) => host.files.write(`${folder(id)}/deadline`, JSON.stringify(deadline), 0o600),
    forgetStaged: (record) => forgetStaged(host, record),
    stage: async (record) => {
      try {
        await stageAgain(host, record, (index) => `${folder(record.id)}/before-${index}`);
      } catch (error) {
        await forgetStaged(host, record).catch(() => undefined);
        throw error;
      }
    },
    discard: async (id) => {
      history.forget(id);
      await host.files.rename(folder(id), `${transactions}/.new-${id}~`);
      await host.files.removeTree(`${transactions}/.new-${id}~`);
    },
    read: async (id) => {
      if (!(await host.files.exists(folder(id)))) return undefined;
      const reading = await readJournal(host, id, folder(id));
      return reading.kind === 'whole' ? reading.transaction : undefined;
    },
    list: async () => {
      const ids = await folderNames(host, transactions);
      const readings = await mapInPool(recordsAtOnce, ids, (id) => readJournal(host, id, folder(id)));
      return newestFirst(readings.flatMap((one) => (one.kind === 'whole' ? [withoutLines(one.transaction)] : [])));
    },
    history,
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
    host.files.makeDraft(draft, 0o700);
    const script = undoScript(record, library, stateFolder, host.files.root, stagedFiles(record));
    await mapInPool(filesAtOnce, filesOf(record, script), ({ name, text, mode, like }) =>
      host.files.writeOneOfSeveral(`${draft}/${name}`, text, mode, like),
    );
    await host.files.syncFolder(draft);
    // Only a folder of the right name counts (netcf once rolled back to a snapshot that was half written, and deleted files).
    await host.files.rename(draft, `${transactions}/${record.id}`);
  } catch (error) {
    await host.files.removeTree(draft).catch(() => undefined);
    throw error;
  }
}

/** The state and what an undo needs: its script, and what each step's line reads there. */
function filesOf(record: TransactionRecord, script: string): readonly UndoFile[] {
  const ofSteps = record.plan.flatMap((step, index) =>
    undoFiles(step).map((file) => ({ ...file, name: `${file.name}-${index}` })),
  );
  return [
    ...ofSteps,
    { name: 'transaction.json', text: JSON.stringify(record, null, 2), mode: 0o600 },
    { name: 'undo.sh', text: script, mode: 0o700 },
    { name: 'undo.sum', text: undoSum(script), mode: 0o600 },
    { name: 'marks', text: '', mode: 0o600 },
    { name: 'state.applying', text: '', mode: 0o600 },
  ];
}
