/** Reading a transaction's folder, which may be torn, foreign, of another version, or a trap. */
import { unlessTrouble } from '../host/absence.ts';
import type { Host } from '../host/host.ts';
import { folderProblem } from '../host/trusted-folder.ts';
import { digest } from '../model/digest.ts';
import {
  isUnfinished,
  largestRecord,
  transactionStates,
  type Transaction,
  type TransactionState,
} from '../model/transaction.ts';
import { parseDeadline, parseRecord } from './parse-record.ts';

/** A folder that should hold a transaction, but cannot be trusted. */
export interface Damage {
  readonly id: string;
  /** As the host sees it. */
  readonly folder: string;
  /** A sentence's end. */
  readonly problem: string;
  /** If it is unambiguous. */
  readonly state: TransactionState | undefined;
}

export type Reading =
  { readonly kind: 'whole'; readonly transaction: Transaction } | { readonly kind: 'damaged'; readonly damage: Damage };

/** Throws only for trouble of the system (see isTrouble), never for what is in the folder. @param folder as the host sees it. */
export async function readJournal(host: Host, id: string, folder: string): Promise<Reading> {
  const foreign = await folderProblem(host.files.real(folder));
  const damaged = (problem: string, state?: TransactionState): Reading => ({
    kind: 'damaged',
    damage: { id, folder, problem, state },
  });
  if (foreign !== undefined) return damaged(foreign);
  const [state, ...more] = await statesOf(host, folder);
  const record = await host.files.read(`${folder}/transaction.json`, largestRecord);
  const parsed = parseRecord(record?.text);
  // undo.sh makes one state of two unfinished ones.
  if (state === undefined || more.length > 0) {
    return damaged('its state is missing or ambiguous', isOpen([state, ...more]) ? state : undefined);
  }
  if (parsed === undefined) return damaged(recordProblem(record), state);
  if (parsed.id !== id) return damaged(`its 'transaction.json' belongs to another transaction`, state);
  const progress = await readProgress(host, folder, state);
  return { kind: 'whole', transaction: { ...parsed, ...progress, digest: digest(record?.text ?? null) } };
}

/** Whether undo.sh would still do something: it is neither committed nor undone. */
export function isOpen(states: readonly (TransactionState | undefined)[]): boolean {
  return states.length > 0 && states.every((state) => state !== undefined && isUnfinished(state));
}

/** From the names of its files; one, unless the folder was tampered with. Throws as readJournal. */
export async function statesOf(host: Host, folder: string): Promise<readonly TransactionState[]> {
  const names = await host.files.list(folder).catch(unlessTrouble<readonly string[]>([]));
  return transactionStates.filter((state) => names.includes(`state.${state}`));
}

/** What an undo had to leave alone, in sentences. */
export async function reportOf(host: Host, folder: string): Promise<readonly string[]> {
  const report = await host.files.read(`${folder}/report`, largestRecord);
  if (report?.problem !== undefined) return [`its 'report' cannot be read, because ${report.problem}`];
  return (report?.text ?? '').split('\n').filter((line) => line !== '');
}

/** The text of undo.sum, by which undo.sh is recognised, as sha256sum(1) writes it. */
export function undoSum(script: string): string {
  return `${digest(script)}  undo.sh\n`;
}

/** Why undo.sh must not be run, or undefined. A journal of version 0.1 has no undo.sum. */
export async function undoProblem(host: Host, folder: string): Promise<string | undefined> {
  const [script, sum] = await Promise.all([
    host.files.read(`${folder}/undo.sh`, largestRecord),
    host.files.read(`${folder}/undo.sum`),
  ]);
  if (script?.text === undefined) return `its 'undo.sh' cannot be used, because ${script?.problem ?? 'it is gone'}`;
  if (sum === undefined || sum.text === undoSum(script.text)) return undefined;
  return `its 'undo.sh' is not what was written`;
}

function recordProblem(record: Awaited<ReturnType<Host['files']['read']>>): string {
  if (record === undefined) return `its 'transaction.json' is gone`;
  if (record.text === undefined) return `its 'transaction.json' cannot be used, because ${record.problem}`;
  return `its 'transaction.json' is torn, or of another version`;
}

async function readProgress(host: Host, folder: string, state: TransactionState) {
  const [problem, deadline, report, marks] = await Promise.all([
    isUnfinished(state) ? undoProblem(host, folder) : undefined,
    host.files.read(`${folder}/deadline`),
    reportOf(host, folder),
    host.files.read(`${folder}/marks`),
  ]);
  return {
    state,
    deadline: state === 'awaiting-confirmation' ? parseDeadline(deadline?.text) : undefined,
    report,
    marks: marksOf(marks?.text ?? ''),
    problem,
  };
}

/** Of each step that left something in its mark. */
function marksOf(marks: string): Readonly<Record<number, string>> {
  return Object.fromEntries(
    [...marks.matchAll(/^done (\d+) (\S+)$/gm)].map(([, step, mark = '']) => [Number(step), mark]),
  );
}
