/** One change from the journal to its end: applied, checked, and committed or undone. */
import { AgentError } from '../contract/errors.ts';
import { until } from '../host/clock.ts';
import type { Host } from '../host/host.ts';
import { askTogether } from '../host/kernel/ip-together.ts';
import { readLinks } from '../host/kernel/links.ts';
import { readUptime } from '../host/namespaces.ts';
import { requireSameInterface } from '../backends/links/basis.ts';
import type { Plan } from '../model/plan.ts';
import { explained, reasonOf } from '../model/reason.ts';
import type { Deadline, TransactionRecord } from '../model/transaction.ts';
import type { ConnectivityCheck, Requester } from './change.ts';
import type { Journal } from './journal.ts';
import { factsFor } from './log/complete-log.ts';
import { stagedFiles, stageOld, syncFolders } from './staging.ts';
import type { Unsettled } from './steps/step-kind.ts';
import { applyStep, foretell, needsMarks, requireStillRight, whatIsUnsettled } from './steps/steps.ts';
import { tidy } from './tidy.ts';
import { armTimer, type Timer } from './timer.ts';
import { undoAndAnnounce } from './undo.ts';
import { requireUndoTools } from './undo/tools.ts';
import type { TransactionContext } from './transaction-context.ts';

/** Seconds that applying and checking may take before the timer undoes the change. */
export const longestWork = 180;

/** Milliseconds that other programs may take to go on with what was changed (dhcp-timeout of NetworkManager.conf(5): 45 s). */
const settling = 60_000;
const pause = 100;

/**
 * Does what the record says. @param lock our lock's descriptor. @returns the deadline if the change is on probation.
 * Throws AgentError after everything was undone, or RollbackIncomplete.
 */
export async function perform(
  context: TransactionContext,
  record: TransactionRecord,
  connectivity: ConnectivityCheck,
  requester: Requester,
  lock: number,
): Promise<Deadline | undefined> {
  const { host, journal, log, announce } = context;
  await requireUndoTools(host);
  await createJournal(journal, record);
  const timer: Timer = { transaction: record.id, state: 'applying', folder: journal.folder(record.id) };
  const logged = log.append(record.id, 'applying', factsFor(record));
  try {
    await armTimer(host, timer, longestWork).finally(() => logged);
    announce(record.id, 'applying');
    await applySteps(context, record, requester, lock);
    const written = syncFolders(
      host,
      record.plan.flatMap((step) => (step.kind === 'file' ? [step.path] : [])),
    );
    // What is wrong with the host counts more than a disk that fails.
    await Promise.all([checkChange(context, record, connectivity), written.catch(() => undefined)]);
    await written;
    return await commit(context, record);
  } catch (error) {
    await undoFailed(context, record, error, lock);
    throw await nameCause(
      host,
      record,
      explained(error, `the journal '${timer.folder}' cannot be written, so the change was undone`),
    );
  } finally {
    await tidy(context, record.id, record);
  }
}

/** Throws AgentError(CommandFailed): without undo data nothing is changed. */
async function createJournal(journal: Journal, record: TransactionRecord): Promise<void> {
  try {
    await journal.create(record);
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    const folder = journal.folder(record.id);
    throw new AgentError(
      'CommandFailed',
      `the undo data cannot be written to '${folder}', so nothing was changed; ${reasonOf(cause)}`,
      { cause },
    );
  }
}

async function applySteps(context: TransactionContext, record: TransactionRecord, requester: Requester, lock: number) {
  const { host, journal } = context;
  const folder = journal.folder(record.id);
  const staged = stagedFiles(record);
  for (const [index, step] of record.plan.entries()) {
    requester.progress(record.id, step.title, index, record.plan.length);
    await requireStillRight(step, host);
    const keepBeside = (name: string, text: string) => host.files.write(`${folder}/${name}-${index}`, text, 0o600);
    const lasting = needsMarks(step);
    const foretold = await foretell(step, host, keepBeside);
    await journal.mark(record.id, { word: 'begin', step: index, text: foretold, lasting });
    const spare = staged.get(index);
    if (spare !== undefined && step.kind === 'file') await stageOld(host, step, spare);
    const file = (name: string): string => host.files.real(`${folder}/${name}-${index}`);
    const text = await applyStep(step, host, lock, file);
    await journal.mark(record.id, { word: 'done', step: index, text, lasting: lasting && text !== undefined });
  }
  requester.progress(record.id, 'check that everything works', record.plan.length, record.plan.length);
}

async function checkChange(
  { host }: TransactionContext,
  record: TransactionRecord,
  connectivity: ConnectivityCheck,
): Promise<void> {
  const wrong = (await whatStaysUnsettled(record.plan, host)) ?? (await connectivity.check());
  if (wrong === undefined) return;
  throw new AgentError('RolledBack', `the change to '${record.bridge}' was made and rolled back, because ${wrong}`);
}

/** Waits for other programs. */
async function whatStaysUnsettled(plan: Plan, host: Host): Promise<string | undefined> {
  let left: Unsettled | undefined;
  const isOver = async (): Promise<boolean> => ((left = await whatIsUnsettled(plan, host)) ?? { final: true }).final;
  await until(isOver, settling, pause);
  return left?.what;
}

/** The commit is one rename; a change on probation is committed later, by Confirm. */
async function commit(
  { host, journal, log, announce }: TransactionContext,
  record: TransactionRecord,
): Promise<Deadline | undefined> {
  const seconds = record.request.confirmWithin;
  if (seconds === 0) {
    await journal.move(record.id, 'applying', 'committed');
    await log.append(record.id, 'committed');
    announce(record.id, 'committed');
    return undefined;
  }
  const timer: Timer = { transaction: record.id, state: 'awaiting-confirmation', folder: journal.folder(record.id) };
  await armTimer(host, timer, seconds);
  const deadline = { uptime: (await readUptime()) + seconds, unix: Math.round(Date.now() / 1000) + seconds };
  await journal.setDeadline(record.id, deadline);
  await journal.move(record.id, 'applying', 'awaiting-confirmation');
  await log.append(record.id, 'awaiting-confirmation');
  announce(record.id, 'awaiting-confirmation');
  return deadline;
}

/** An interface that was pulled out or renamed explains the failure; not every change has one. */
async function nameCause(
  host: Host,
  { interface: uplink, plan, request }: TransactionRecord,
  error: unknown,
): Promise<unknown> {
  if (uplink === '' || !host.live || request.activate === 'boot') return error;
  const links = await readLinks(askTogether(host.commands)).catch(() => undefined);
  if (links === undefined || links.some((link) => link.name === uplink)) return error;
  try {
    requireSameInterface(uplink, plan.find((step) => step.kind === 'links')?.basis, links);
    return error;
  } catch (explanation) {
    return explanation instanceof AgentError
      ? new AgentError(explanation.code, explanation.message, { cause: error })
      : error;
  }
}

/** Undoes the change. Throws only if something had to be left behind; else the caller gets the first error. */
async function undoFailed(context: TransactionContext, record: TransactionRecord, first: unknown, lock: number) {
  try {
    await undoAndAnnounce(context, record.id, { lock });
  } catch (error) {
    if (error instanceof AgentError) throw new AgentError(error.code, error.message, { cause: [first, error.cause] });
    throw error;
  }
}
