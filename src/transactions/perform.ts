/** One change from the journal to its end: applied, judged, and kept or undone. */
import { AgentError } from '../contract/errors.ts';
import type { Host } from '../host/host.ts';
import { readLinks } from '../host/links.ts';
import { readUptime } from '../host/namespaces.ts';
import type { Deadline, TransactionRecord, TransactionState } from '../model/transaction.ts';
import type { Judge, Requester } from './change.ts';
import type { Journal } from './journal.ts';
import { reasonOf } from './reason.ts';
import { applyStep, requireStillRight } from './steps.ts';
import { armTimer, disarmTimer, type Timer } from './timer.ts';
import { undo } from './undo.ts';

/** Seconds that applying and judging may take before the timer takes the change back. */
const longestWork = 180;

export interface Workshop {
  readonly host: Host;
  readonly journal: Journal;
  readonly announce: (id: string, state: TransactionState) => void;
}

/**
 * Does what the record says. @param lock our lock's descriptor. @returns the deadline if the change is on probation.
 * Throws AgentError after everything was undone, or RollbackIncomplete.
 */
export async function perform(
  workshop: Workshop,
  record: TransactionRecord,
  judge: Judge,
  requester: Requester,
  lock: number,
): Promise<Deadline | undefined> {
  const { host, journal, announce } = workshop;
  await createJournal(journal, record);
  const timer: Timer = { transaction: record.id, state: 'applying', folder: journal.folder(record.id) };
  try {
    await armTimer(host, timer, longestWork);
    announce(record.id, 'applying');
    await applySteps(workshop, record, requester, lock);
    await passJudgement(record, judge);
    return await keep(workshop, record);
  } catch (error) {
    await takeBack(workshop, record, error, lock);
    throw await explain(host, record, error);
  } finally {
    await disarmTimer(host, timer);
    await journal.forgetStaged(record);
  }
}

/** Throws AgentError(CommandFailed): without a way back nothing is changed. */
async function createJournal(journal: Journal, record: TransactionRecord): Promise<void> {
  try {
    await journal.create(record);
  } catch (cause) {
    const folder = journal.folder(record.id);
    throw new AgentError(
      'CommandFailed',
      `the way back cannot be written to '${folder}', so nothing was changed; ${reasonOf(cause)}`,
      { cause },
    );
  }
}

async function applySteps(workshop: Workshop, record: TransactionRecord, requester: Requester, lock: number) {
  for (const [index, step] of record.plan.entries()) {
    requester.progress(record.id, step.title, index, record.plan.length);
    await requireStillRight(step, workshop.host);
    await workshop.journal.mark(record.id, 'begin', index);
    await applyStep(step, workshop.host, lock);
    await workshop.journal.mark(record.id, 'done', index);
  }
  requester.progress(record.id, 'look whether everything works', record.plan.length, record.plan.length);
}

async function passJudgement(record: TransactionRecord, judge: Judge): Promise<void> {
  const wrong = await judge();
  if (wrong === undefined) return;
  throw new AgentError('RolledBack', `the change of '${record.bridge}' was made and taken back, because ${wrong}`);
}

/** The commit is one rename; a change on probation is committed later, by Confirm. */
async function keep({ host, journal, announce }: Workshop, record: TransactionRecord): Promise<Deadline | undefined> {
  const seconds = record.request.confirmWithin;
  if (seconds === 0) {
    await journal.move(record.id, 'applying', 'committed');
    announce(record.id, 'committed');
    return undefined;
  }
  const timer: Timer = { transaction: record.id, state: 'awaiting-confirmation', folder: journal.folder(record.id) };
  await armTimer(host, timer, seconds);
  const deadline = { uptime: (await readUptime()) + seconds, unix: Math.round(Date.now() / 1000) + seconds };
  await journal.setDeadline(record.id, deadline);
  await journal.move(record.id, 'applying', 'awaiting-confirmation');
  announce(record.id, 'awaiting-confirmation');
  return deadline;
}

/** A card that was pulled out explains whatever failed then. */
async function explain(host: Host, { interface: card, request }: TransactionRecord, error: unknown): Promise<unknown> {
  if (!host.live || request.activate === 'boot') return error;
  const links = await readLinks(host.commands).catch(() => undefined);
  if (links === undefined || links.some((link) => link.name === card)) return error;
  return new AgentError(
    'NotFound',
    `interface '${card}' went away in the middle of the change, which was taken back; see the cable or the driver and call again`,
    { cause: error },
  );
}

/** Undoes, and makes the first error the one that is told, unless something had to be left behind. */
async function takeBack(
  { host, journal, announce }: Workshop,
  record: TransactionRecord,
  first: unknown,
  lock: number,
) {
  announce(record.id, 'rolling-back');
  try {
    await undo(host, journal, record.id, lock);
    announce(record.id, 'rolled-back');
  } catch (error) {
    announce(record.id, 'rollback-incomplete');
    if (error instanceof AgentError) throw new AgentError(error.code, error.message, { cause: [first, error.cause] });
    throw error;
  }
}
