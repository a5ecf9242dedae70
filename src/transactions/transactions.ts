/** The entrance to this folder: one change at a time, and what became of each. */
import { readParts } from '../backends/host-state/read.ts';
import { AgentError } from '../contract/errors.ts';
import { asideOf } from '../host/aside.ts';
import type { Host } from '../host/host.ts';
import { Lane } from '../host/lane.ts';
import type { Lock } from '../host/lock.ts';
import { readBootId } from '../host/namespaces.ts';
import { SharedReading } from '../host/shared-reading.ts';
import type { HostState } from '../model/host-state.ts';
import type { TransactionId } from '../model/names.ts';
import type { Plan } from '../model/plan.ts';
import { explain } from '../model/reason.ts';
import type { LogEntry } from '../model/transaction-log.ts';
import type { Deadline, Transaction, TransactionRecord, TransactionState } from '../model/transaction.ts';
import type { By, Change, ChangeResult, Requester, RollbackRules } from './change.ts';
import { newTransactionId, type Journal } from './journal.ts';
import { entriesOf } from './log/entries.ts';
import type { TransactionLog } from './log/transaction-log.ts';
import { perform } from './perform.ts';
import { createProbation, type Probation } from './probation.ts';
import type { Damage } from './read-journal.ts';
import { recover, tidyUp } from './recovery.ts';
import { rollBackCommitted } from './rollback.ts';
import { openSummaries, type Summaries, type SummaryList } from './summaries.ts';
import type { TransactionContext } from './transaction-context.ts';
import { undo } from './undo.ts';
import { createTurns, lockOrBusy } from './turns.ts';
import { tellUnfinished } from './unfinished.ts';

export interface Transactions {
  /** Settles unfinished transactions; to be called once, before anything else. @returns sentences for the log. */
  readonly recover: () => Promise<readonly string[]>;
  /** The rest of what a start does; changes and lists wait for it. Never throws. @returns sentences for the log. */
  readonly tidyUp: () => Promise<readonly string[]>;
  /** Plans the change, and makes it unless it is a dry run. Throws AgentError: Busy, or why it could not be. */
  readonly change: <Facts, Needed extends keyof HostState>(
    change: Change<Facts, Needed>,
    requester: Requester,
  ) => Promise<ChangeResult<Facts>>;
  /** Commits a change on probation. Throws AgentError: NotFound, Conflict. */
  readonly confirm: (id: TransactionId, by: By) => Promise<void>;
  /**
   * Rolls back a change that is on probation or committed. Throws AgentError: NotFound, Conflict, Busy, Unsupported,
   * CommandFailed; RolledBack if it had to be made again; RollbackIncomplete.
   */
  readonly rollback: (id: TransactionId, requester: Requester, rules: RollbackRules) => Promise<void>;
  readonly read: (id: TransactionId) => Promise<Transaction | undefined>;
  /** One transaction without its plan; an empty list if there is none. */
  readonly find: (id: TransactionId) => Promise<SummaryList>;
  /** All of them; callers that ask at the same time share the answer. */
  readonly list: () => Promise<TransactionList>;
  /** Whether a change is being made or awaits confirmation: then the agent must not exit. */
  readonly isOpen: () => boolean;
  /** Resolves when no change is being made, committed or undone; one may still be on probation, watched by its timer. */
  readonly settled: () => Promise<void>;
}

interface TransactionList {
  /** As far as the log goes back; newest first. */
  readonly entries: readonly LogEntry[];
  readonly damaged: readonly Damage[];
}

/** Records read at the same time for GetTransaction: each may hold mebibytes of saved rules. */
const readAtOnce = 2;

/** @param stateFolder as the host sees it. @param announce receives each new state. */
export function createTransactions(
  host: Host,
  journal: Journal,
  log: TransactionLog,
  stateFolder: string,
  announce: (id: string, state: TransactionState) => void,
): Transactions {
  const lockPath = host.files.real(`${stateFolder}/lock`);
  const context: TransactionContext = { host, journal, log, announce };
  const probation = createProbation(context, (patience) => lockOrBusy(host, lockPath, patience));
  /** For dry runs, of which there may be many at once: a change never waits for them. */
  const aside: TransactionContext = { ...context, host: asideOf(host) };
  const summaries = openSummaries(host, stateFolder);
  const { oneAtATime, ...turns } = createTurns(context, lockPath, probation);

  async function rollback(id: TransactionId, requester: Requester, rules: RollbackRules): Promise<void> {
    await turns.begun();
    const transaction = await journal.read(id);
    // No process is working on an unfinished transaction, so it is undone first.
    if (isUnsettled(transaction) && requester.authorised !== 'own') {
      return oneAtATime((lock) => undo(context, id, { lock: lock.descriptor }));
    }
    // A committed change is rolled back only with authorisation.
    if (transaction?.state !== 'committed' || requester.authorised === 'own') return probation.rollback(id, requester);
    return oneAtATime((lock) => rollBackOrAgain(context, id, requester, rules, lock, probation));
  }

  return {
    recover: () => recover(context, stateFolder, probation),
    tidyUp: () => turns.first(tidyUp(context, stateFolder, summaries)),
    change: async (change, requester) => {
      if (change.request.dryRun) return planOnly(aside, change);
      return oneAtATime((lock) => planAndPerform(context, change, requester, lock, probation));
    },
    confirm: async (id, by) => {
      await turns.begun();
      await probation.confirm(id, by);
    },
    rollback,
    ...createReads(journal, log, summaries, turns.begun),
    isOpen: () => turns.isTaken() || probation.isOpen(),
    settled: async () => {
      await turns.settled();
      await probation.settled();
    },
  };
}

function isUnsettled(transaction: Transaction | undefined): boolean {
  return transaction?.state === 'applying' || transaction?.state === 'rolling-back';
}

/** The reads that every user may make, apart from what a change uses. */
function createReads(
  journal: Journal,
  log: TransactionLog,
  summaries: Summaries,
  begun: () => Promise<unknown>,
): Pick<Transactions, 'read' | 'find' | 'list'> {
  const reading = new Lane(readAtOnce);
  const list = new SharedReading(() => listAll(summaries, log));
  return {
    read: (id) => reading.run(() => journal.read(id)),
    find: summaries.find,
    list: () => begun().then(() => list.get()),
  };
}

async function listAll(summaries: Summaries, log: TransactionLog): Promise<TransactionList> {
  const { whole, damaged } = await summaries.all();
  const ids = new Set(damaged.map(({ id }) => id));
  const entries = entriesOf(whole, await log.check()).filter(({ id }) => !ids.has(id));
  return { entries, damaged };
}

async function planOnly<Facts, Needed extends keyof HostState>(
  context: TransactionContext,
  change: Change<Facts, Needed>,
): Promise<ChangeResult<Facts>> {
  const unfinished = await tellUnfinished(context);
  const planned = change.plan(...(await readForPlan(context, change, false)));
  const { steps: plan, facts } = planned;
  const warnings = [...unfinished, ...(planned.warnings ?? [])];
  return { transaction: '', changed: plan.length > 0, state: 'planned', deadline: undefined, plan, facts, warnings };
}

/** The host, and what was changed before, newest first. @param locked whether we hold the lock. */
function readForPlan<Needed extends keyof HostState>(
  { host, journal }: TransactionContext,
  { needs }: { readonly needs: readonly Needed[] },
  locked: boolean,
): Promise<[Pick<HostState, Needed>, readonly Transaction[]]> {
  return Promise.all([readParts(host, needs), journal.history.needed(locked)]);
}

async function planAndPerform<Facts, Needed extends keyof HostState>(
  context: TransactionContext,
  change: Change<Facts, Needed>,
  requester: Requester,
  lock: Lock,
  probation: Probation,
): Promise<ChangeResult<Facts>> {
  const { planned, made } = await prepare(context, change, requester);
  const { steps: plan, facts, warnings = [] } = planned;
  if (made === undefined) {
    return { transaction: '', changed: false, state: 'committed', deadline: undefined, plan, facts, warnings };
  }
  const { record, connectivity } = made;
  const deadline = await perform(context, record, connectivity, requester, lock.descriptor);
  if (deadline !== undefined) probation.begin(record.id, deadline);
  const all = [...warnings, ...connectivity.warnings];
  return { transaction: record.id, changed: true, state: stateOf(deadline), deadline, plan, facts, warnings: all };
}

/**
 * What is to be made, if anything is. Apart, so that the host's state, which may take many mebibytes, is not held while the change is
 * made and the host is read again.
 */
async function prepare<Facts, Needed extends keyof HostState>(
  context: TransactionContext,
  change: Change<Facts, Needed>,
  requester: Requester,
) {
  const unread = explain('the host cannot be read, so nothing was changed');
  const [state, history] = await readForPlan(context, change, true).catch(unread);
  const planned = change.plan(state, history);
  const { steps, facts } = planned;
  if (steps.length === 0) return { planned, made: undefined };
  const connectivity = await change.observe(state, steps, facts);
  const record = await newRecord(change.request, change.interface(state), steps, requester);
  return { planned, made: { record, connectivity } };
}

/** A host that is cut off by the rollback gets the change again: connectivity decides here too. */
async function rollBackOrAgain(
  context: TransactionContext,
  id: TransactionId,
  requester: Requester,
  rules: RollbackRules,
  lock: Lock,
  probation: Probation,
): Promise<void> {
  const { transaction, wrong } = await rollBackCommitted(context, id, requester, rules, lock.descriptor);
  if (wrong === undefined) return;
  const change = rules.again(transaction);
  if (change === undefined) throw cutOff(id, wrong, 'it cannot be made again automatically');
  const again = await planAndPerform(context, change, requester, lock, probation).catch((error: unknown) => {
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
  request: Change['request'],
  uplink: string,
  plan: Plan,
  requester: Requester,
): Promise<TransactionRecord> {
  return {
    format: 1,
    id: newTransactionId(),
    operation: request.operation,
    bridge: request.bridge,
    interface: uplink,
    uid: requester.uid,
    authorised: requester.authorised,
    time: Date.now() / 1000,
    bootId: await readBootId(),
    request,
    plan,
  };
}
