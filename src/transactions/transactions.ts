/** The front of this room: one change at a time, and what became of each. */
import { readHostState } from '../backends/host-state/read.ts';
import { AgentError } from '../contract/errors.ts';
import { asideOf } from '../host/aside.ts';
import type { Host } from '../host/host.ts';
import { Lane } from '../host/lane.ts';
import { takeLock, type Lock } from '../host/lock.ts';
import { readBootId } from '../host/namespaces.ts';
import { SharedReading } from '../host/shared-reading.ts';
import type { HostState } from '../model/host-state.ts';
import type { TransactionId } from '../model/names.ts';
import type { Plan } from '../model/plan.ts';
import { explain } from '../model/reason.ts';
import type { LogEntry } from '../model/transaction-log.ts';
import type { Deadline, Transaction, TransactionRecord, TransactionState } from '../model/transaction.ts';
import type { By, Change, ChangeResult, Requester, WayBack } from './change.ts';
import { newTransactionId, type Journal } from './journal.ts';
import { keepUp } from './keep-up.ts';
import { entriesOf } from './log/entries.ts';
import type { TransactionLog } from './log/transaction-log.ts';
import { perform } from './perform.ts';
import { createProbation, type Probation } from './probation.ts';
import type { Damage } from './read-journal.ts';
import { recover } from './recovery.ts';
import { rollBackKept } from './rollback.ts';
import { openSummaries, type Summaries, type SummaryList } from './summaries.ts';
import { undo } from './undo.ts';
import { settleUnfinished, tellUnfinished, waits } from './unfinished.ts';
import type { Workshop } from './workshop.ts';

export interface Transactions {
  /** Settles what an earlier life left behind; to be called once, before anything else. Returns what was done, for the log. */
  readonly recover: () => Promise<readonly string[]>;
  /** Plans the change, and makes it unless it is a dry run. Throws AgentError: Busy, or why it could not be. */
  readonly change: <Facts>(change: Change<Facts>, requester: Requester) => Promise<ChangeResult<Facts>>;
  /** Keeps a change on probation. Throws AgentError: NotFound, Conflict. */
  readonly confirm: (id: TransactionId, by: By) => Promise<void>;
  /**
   * Takes a change back now, one on probation or one that was kept. Throws AgentError: NotFound, Conflict, Busy, Unsupported,
   * CommandFailed; RolledBack where it had to be made again; RollbackIncomplete.
   */
  readonly rollback: (id: TransactionId, requester: Requester, way: WayBack) => Promise<void>;
  readonly read: (id: TransactionId) => Promise<Transaction | undefined>;
  /** One transaction without its plan; none in the list where there is none. */
  readonly find: (id: TransactionId) => Promise<SummaryList>;
  /** All of them; callers that ask at the same time share the answer. */
  readonly list: () => Promise<TransactionList>;
  /** Whether a change is being made or waits for its confirmation: then the agent must not leave. */
  readonly isOpen: () => boolean;
  /** Resolves when no change is being made, committed or undone; one on probation may still wait, its timer watches over it. */
  readonly settled: () => Promise<void>;
}

interface TransactionList {
  /** What was ever changed, as far as the log goes back; newest first. */
  readonly entries: readonly LogEntry[];
  /** Folders that should be transactions and cannot be believed. */
  readonly damaged: readonly Damage[];
}

/** Records that are read at once for callers that want to see one: each may hold a mebibyte of saved rules. */
const readAtOnce = 2;

/**
 * @param stateFolder as the host sees it. @param announce is told of every new state.
 */
export function createTransactions(
  host: Host,
  journal: Journal,
  log: TransactionLog,
  stateFolder: string,
  announce: (id: string, state: TransactionState) => void,
): Transactions {
  const lockPath = host.files.real(`${stateFolder}/lock`);
  const workshop: Workshop = { host, journal, log, announce };
  const probation = createProbation(workshop, (patience) => lockOrBusy(host, lockPath, patience));
  /** Dry runs, of which there may be many at once: the change itself never waits for them. */
  const aside: Workshop = { ...workshop, host: asideOf(host) };
  let working: Promise<unknown> | undefined;

  async function oneAtATime<Result>(work: (lock: Lock) => Promise<Result>): Promise<Result> {
    if (working !== undefined) throw busy();
    const turn = takeTurn(work);
    working = turn;
    try {
      return await turn;
    } finally {
      working = undefined;
    }
  }

  async function takeTurn<Result>(work: (lock: Lock) => Promise<Result>): Promise<Result> {
    const waiting = await probation.current();
    if (waiting !== undefined) throw waiting.state === 'awaiting-confirmation' ? waits(waiting.id) : busy();
    const lock = await lockOrBusy(host, lockPath);
    try {
      await settleUnfinished(workshop, lock.descriptor).catch(
        explain('it is unknown whether an earlier change is unfinished, so nothing was changed'),
      );
      return await work(lock);
    } finally {
      await lock.release();
    }
  }

  async function rollback(id: TransactionId, requester: Requester, way: WayBack): Promise<void> {
    const transaction = await journal.read(id);
    // No process works on an unfinished one: it is settled before anything else is done.
    if (isUnsettled(transaction) && requester.authorised !== 'own') {
      return oneAtATime((lock) => undo(workshop, id, { lock: lock.descriptor }));
    }
    // What needs no authorisation on probation needs one now.
    if (transaction?.state !== 'committed' || requester.authorised === 'own') return probation.rollback(id, requester);
    return oneAtATime((lock) => rollBackOrAgain(workshop, id, requester, way, lock, probation));
  }

  return {
    recover: async () => [...(await recover(workshop, stateFolder, probation)), ...(await keepUp(workshop, lockPath))],
    change: async (change, requester) => {
      if (change.request.dryRun) return planOnly(aside, change);
      return oneAtATime((lock) => planAndPerform(workshop, change, requester, lock, probation));
    },
    confirm: probation.confirm,
    rollback,
    ...createReads(host, journal, log, stateFolder),
    isOpen: () => working !== undefined || probation.isOpen(),
    settled: async () => {
      await working?.catch(() => undefined);
      await probation.settled();
    },
  };
}

function isUnsettled(transaction: Transaction | undefined): boolean {
  return transaction?.state === 'applying' || transaction?.state === 'rolling-back';
}

/** What everybody may look at, in lanes of its own. */
function createReads(
  host: Host,
  journal: Journal,
  log: TransactionLog,
  stateFolder: string,
): Pick<Transactions, 'read' | 'find' | 'list'> {
  const reading = new Lane(readAtOnce);
  const summaries = openSummaries(host, stateFolder);
  const list = new SharedReading(() => listAll(summaries, log));
  return { read: (id) => reading.run(() => journal.read(id)), find: summaries.find, list: () => list.get() };
}

async function listAll(summaries: Summaries, log: TransactionLog): Promise<TransactionList> {
  const { whole, damaged } = await summaries.all();
  const ids = new Set(damaged.map(({ id }) => id));
  const entries = entriesOf(whole, await log.check()).filter(({ id }) => !ids.has(id));
  return { entries, damaged };
}

async function lockOrBusy(host: Host, path: string, patience?: number): Promise<Lock> {
  const lock = await takeLock(host.commands, path, patience).catch(
    explain(`the lock '${path}' cannot be opened, so nothing was changed`),
  );
  if (lock === undefined) throw busy();
  return lock;
}

function busy(): AgentError {
  return new AgentError(
    'Busy',
    "another change is being made or rolled back; wait until it ends, see 'ListTransactions', and call again",
  );
}

async function planOnly<Facts>(workshop: Workshop, change: Change<Facts>): Promise<ChangeResult<Facts>> {
  const unfinished = await tellUnfinished(workshop);
  const planned = change.plan(await readHostState(workshop.host), await workshop.journal.list());
  const { steps: plan, facts } = planned;
  const warnings = [...unfinished, ...(planned.warnings ?? [])];
  return { transaction: '', changed: plan.length > 0, state: 'planned', deadline: undefined, plan, facts, warnings };
}

async function planAndPerform<Facts>(
  workshop: Workshop,
  change: Change<Facts>,
  requester: Requester,
  lock: Lock,
  probation: Probation,
): Promise<ChangeResult<Facts>> {
  const unread = explain('the host cannot be read, so nothing was changed');
  const state = await readHostState(workshop.host).catch(unread);
  const planned = change.plan(state, await workshop.journal.list().catch(unread));
  const { steps: plan, facts, warnings = [] } = planned;
  if (plan.length === 0)
    return { transaction: '', changed: false, state: 'committed', deadline: undefined, plan, facts, warnings };
  const judge = await change.observe(state, plan, facts);
  const record = await newRecord(change, state, plan, requester);
  const deadline = await perform(workshop, record, judge, requester, lock.descriptor);
  if (deadline !== undefined) probation.begin(record.id, deadline);
  const all = [...warnings, ...judge.warnings];
  return { transaction: record.id, changed: true, state: stateOf(deadline), deadline, plan, facts, warnings: all };
}

/** A host that is cut off without the change gets it again: connectivity decides here, too. */
async function rollBackOrAgain(
  workshop: Workshop,
  id: TransactionId,
  requester: Requester,
  way: WayBack,
  lock: Lock,
  probation: Probation,
): Promise<void> {
  const { transaction, wrong } = await rollBackKept(workshop, id, requester, way, lock.descriptor);
  if (wrong === undefined) return;
  const change = way.again(transaction);
  if (change === undefined) throw cutOff(id, wrong, 'it cannot be made again automatically');
  const again = await planAndPerform(workshop, change, requester, lock, probation).catch((error: unknown) => {
    throw cutOff(id, wrong, `making it again failed: ${error instanceof Error ? error.message : 'see the log'}`);
  });
  throw new AgentError(
    'RolledBack',
    `transaction '${id}' was rolled back, and made again as '${again.transaction}', because ${wrong}`,
  );
}

function cutOff(id: TransactionId, wrong: string, reason: string): AgentError {
  return new AgentError('CommandFailed', `transaction '${id}' was rolled back, and since then ${wrong}; ${reason}`);
}

function stateOf(deadline: Deadline | undefined): ChangeResult['state'] {
  return deadline === undefined ? 'committed' : 'awaiting-confirmation';
}

async function newRecord(
  change: Pick<Change, 'request' | 'interface'>,
  state: HostState,
  plan: Plan,
  requester: Requester,
): Promise<TransactionRecord> {
  return {
    format: 1,
    id: newTransactionId(),
    operation: change.request.operation,
    bridge: change.request.bridge,
    interface: change.interface(state),
    uid: requester.uid,
    authorised: requester.authorised,
    time: Date.now() / 1000,
    bootId: await readBootId(),
    request: change.request,
    plan,
  };
}
