/** The front of this room: one change at a time, and what became of each. */
import { AgentError } from '../contract/errors.ts';
import { readHostState } from '../backends/host-state.ts';
import type { Host } from '../host/host.ts';
import { takeLock, type Lock } from '../host/lock.ts';
import { readBootId } from '../host/namespaces.ts';
import type { TransactionId } from '../model/names.ts';
import type { HostState } from '../model/host-state.ts';
import type { Plan } from '../model/plan.ts';
import type { Deadline, Transaction, TransactionRecord, TransactionState } from '../model/transaction.ts';
import type { Change, ChangeResult, Requester } from './change.ts';
import { newTransactionId, type Journal } from './journal.ts';
import { perform, type Workshop } from './perform.ts';
import { createProbation, type Probation } from './probation.ts';
import { recover } from './recovery.ts';

export interface Transactions {
  /** Settles what an earlier life left behind; to be called once, before anything else. Returns what was done, for the log. */
  readonly recover: () => Promise<readonly string[]>;
  /** Plans the change, and makes it unless it is a dry run. Throws AgentError: Busy, or why it could not be. */
  readonly change: (change: Change, requester: Requester) => Promise<ChangeResult>;
  /** Keeps a change on probation. Throws AgentError: NotFound, Conflict. */
  readonly confirm: (id: TransactionId) => Promise<void>;
  /** Takes a change on probation back now. Throws AgentError: NotFound, Unsupported, RollbackIncomplete. */
  readonly rollback: (id: TransactionId) => Promise<void>;
  readonly read: (id: TransactionId) => Promise<Transaction | undefined>;
  readonly list: () => Promise<readonly Transaction[]>;
  /** Whether a change is being made or waits for its confirmation: then the agent must not leave. */
  readonly isOpen: () => boolean;
  /** Resolves when no change is being made; one on probation may still wait, its timer watches over it. */
  readonly settled: () => Promise<void>;
}

/**
 * @param stateFolder as the host sees it. @param announce is told of every new state.
 */
export function createTransactions(
  host: Host,
  journal: Journal,
  stateFolder: string,
  announce: (id: string, state: TransactionState) => void,
): Transactions {
  const lockPath = host.files.real(`${stateFolder}/lock`);
  const workshop: Workshop = { host, journal, announce };
  const probation = createProbation(workshop, () => lockOrBusy(host, lockPath));
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
    if ((await probation.current()) !== undefined) throw busy();
    const lock = await lockOrBusy(host, lockPath);
    return work(lock).finally(() => lock.release());
  }

  return {
    recover: () => recover(workshop, stateFolder, probation),
    change: async (change, requester) => {
      if (change.request.dryRun) return planOnly(workshop, change);
      return oneAtATime((lock) => planAndPerform(workshop, change, requester, lock, probation));
    },
    confirm: probation.confirm,
    rollback: probation.rollback,
    read: journal.read,
    list: journal.list,
    isOpen: () => working !== undefined || probation.isOpen(),
    settled: async () => {
      await working?.catch(() => undefined);
    },
  };
}

async function lockOrBusy(host: Host, path: string): Promise<Lock> {
  const lock = await takeLock(host.commands, path);
  if (lock === undefined) throw busy();
  return lock;
}

function busy(): AgentError {
  return new AgentError(
    'Busy',
    "another change is being made or waits for its confirmation; see 'ListTransactions', then confirm it, roll it back or wait",
  );
}

async function planOnly({ host, journal }: Workshop, change: Change): Promise<ChangeResult> {
  const plan = change.plan(await readHostState(host), await journal.list());
  return { transaction: '', changed: plan.length > 0, state: 'planned', deadline: undefined, plan };
}

async function planAndPerform(
  workshop: Workshop,
  change: Change,
  requester: Requester,
  lock: Lock,
  probation: Probation,
): Promise<ChangeResult> {
  const state = await readHostState(workshop.host);
  const plan = change.plan(state, await workshop.journal.list());
  if (plan.length === 0) return { transaction: '', changed: false, state: 'committed', deadline: undefined, plan };
  const judge = await change.observe(state, plan);
  const record = await newRecord(change, state, plan, requester.uid);
  const deadline = await perform(workshop, record, judge, requester, lock.descriptor);
  if (deadline !== undefined) await probation.begin(record.id, deadline);
  return { transaction: record.id, changed: true, state: stateOf(deadline), deadline, plan };
}

function stateOf(deadline: Deadline | undefined): ChangeResult['state'] {
  return deadline === undefined ? 'committed' : 'awaiting-confirmation';
}

async function newRecord(change: Change, state: HostState, plan: Plan, uid: number): Promise<TransactionRecord> {
  return {
    format: 1,
    id: newTransactionId(),
    operation: change.request.operation,
    bridge: change.request.bridge,
    interface: change.interface(state),
    uid,
    time: Date.now() / 1000,
    bootId: await readBootId(),
    request: change.request,
    plan,
  };
}
