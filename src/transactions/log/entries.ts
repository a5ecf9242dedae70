/** The changes, from the journal and the log together. Pure. */
import type { CheckedLog, LogEntry, LogLine } from '../../model/transaction-log.ts';
import { authorisations, type TransactionSummary } from '../../model/transaction.ts';
import { uidOf } from './line.ts';

/** Events that settle a change; the last one counts. */
const endings = ['committed', 'confirmed', 'rolled-back', 'rollback-incomplete'];

/** Newest first. @param transactions those in the journal. @param log the whole log. */
export function entriesOf(transactions: readonly TransactionSummary[], log: CheckedLog): readonly LogEntry[] {
  const ids = new Set(
    [...transactions, ...log.lines.map(({ transaction }) => ({ id: transaction }))].map(({ id }) => id),
  );
  const known = new Map(transactions.map((transaction) => [transaction.id as string, transaction]));
  const linesOf = new Map<string, LogLine[]>([...ids].map((id) => [id, []]));
  for (const line of log.lines) linesOf.get(line.transaction)?.push(line);
  const entries = [...ids].map((id) => entryOf(id, known.get(id), linesOf.get(id) ?? [], log));
  const newestFirst = entries.sort((one, other) => other.time - one.time);
  return withStrays(
    newestFirst,
    log.problems.filter(({ transaction }) => !ids.has(transaction)),
  );
}

/** Problems of lines whose change is unknown are shown at the newest entry. */
function withStrays([newest, ...rest]: readonly LogEntry[], strays: CheckedLog['problems']): readonly LogEntry[] {
  if (newest === undefined) return [];
  const problems = [...newest.problems, ...strays.map(({ sentence }) => sentence)];
  return [{ ...newest, problems: [...new Set(problems)] }, ...rest];
}

/** @param lines the log's lines about this change. */
function entryOf(
  id: string,
  transaction: TransactionSummary | undefined,
  lines: readonly LogLine[],
  log: Pick<CheckedLog, 'problems'>,
): LogEntry {
  const pruned = transaction === undefined && lines.some(({ event }) => event === 'pruned');
  const own = log.problems.filter((problem) => problem.transaction === id).map(({ sentence }) => sentence);
  return {
    id,
    ...factsOf(transaction, lines),
    authorised: transaction === undefined ? authorisationOf(lines[0]?.words.authorised) : transaction.authorised,
    settled: settledBy(lines),
    pruned,
    problems: [
      ...new Set([
        ...own,
        ...(transaction?.problem === undefined ? [] : [transaction.problem]),
        ...recordProblems(transaction, lines, pruned),
      ]),
    ],
    lines,
  };
}

/** If the folder is gone, from the first line. */
function factsOf(
  transaction: TransactionSummary | undefined,
  lines: readonly LogLine[],
): Pick<LogEntry, 'operation' | 'bridge' | 'state' | 'time' | 'uid'> {
  if (transaction !== undefined) {
    const { operation, bridge, state, time, uid } = transaction;
    return { operation, bridge, state, time, uid };
  }
  const [first] = lines;
  const { operation = '', bridge = '', uid } = first?.words ?? {};
  const last = lines.findLast(({ event }) => event !== 'pruned')?.event ?? '';
  const state = last === 'confirmed' ? 'committed' : last;
  return { operation, bridge, state, time: first?.time ?? 0, uid: uidOf(uid) };
}

function settledBy(lines: readonly LogLine[]): LogEntry['settled'] {
  const end = lines.findLast(({ event }) => endings.includes(event));
  if (end === undefined) return undefined;
  // The caller of a rollback is in the line of its beginning.
  const decision = lines.findLast(({ event, words }) => words.uid !== undefined && decides(event, end.event));
  const { authorised } = decision?.words ?? {};
  const uid = uidOf(decision?.words.uid);
  return { time: end.time, ...(uid === undefined ? {} : { uid }), ...(authorised && { authorised }) };
}

function decides(event: string, end: string): boolean {
  return event === (end.startsWith('roll') ? 'rolling-back' : 'confirmed');
}

function recordProblems(
  transaction: TransactionSummary | undefined,
  lines: readonly LogLine[],
  pruned: boolean,
): string[] {
  if (transaction === undefined) return pruned ? [] : ["its folder is gone from the agent's state, or cannot be read"];
  // It has just begun.
  if (lines.length === 0) return transaction.state === 'applying' ? [] : ['the log has no line for it'];
  const { digest } = transaction;
  const same = lines.every(({ record }) => record === '-' || record === digest);
  return same ? [] : ['its record is not what it was when the change was made'];
}

function authorisationOf(word: string | undefined): LogEntry['authorised'] {
  return authorisations.find((one) => one === word);
}
