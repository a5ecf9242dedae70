/** The time in which a change is there, but not yet kept. */
import { AgentError } from '../contract/errors.ts';
import type { Lock } from '../host/lock.ts';
import { readUptime } from '../host/namespaces.ts';
import type { TransactionId } from '../model/names.ts';
import type { Deadline, Transaction } from '../model/transaction.ts';
import type { Workshop } from './perform.ts';
import { disarmTimer } from './timer.ts';
import { undo } from './undo.ts';

export interface Probation {
  /** Watches the change until its deadline; then this hand undoes it, if no other has. */
  readonly begin: (id: TransactionId, deadline: Deadline) => Promise<void>;
  /** The change that waits now; looked up, because another hand may have undone it. */
  readonly current: () => Promise<Transaction | undefined>;
  readonly isOpen: () => boolean;
  readonly confirm: (id: TransactionId) => Promise<void>;
  readonly rollback: (id: TransactionId) => Promise<void>;
}

/** @param takeLock takes the host's lock, or throws AgentError(Busy). */
export function createProbation(workshop: Workshop, takeLock: () => Promise<Lock>): Probation {
  let waiting: { id: TransactionId; alarm: NodeJS.Timeout } | undefined;

  function end(id: TransactionId): void {
    if (waiting?.id !== id) return;
    clearTimeout(waiting.alarm);
    waiting = undefined;
  }

  return {
    begin: async (id, deadline) => {
      const left = Math.max(0, deadline.uptime - (await readUptime()));
      // What goes wrong here is in the journal, and was announced.
      const alarm = setTimeout(() => void takeBack(workshop, id, end).catch(() => undefined), left * 1000);
      waiting = { id, alarm };
    },
    current: async () => {
      if (waiting === undefined) return undefined;
      const transaction = await workshop.journal.read(waiting.id);
      if (transaction?.state === 'awaiting-confirmation' || transaction?.state === 'rolling-back') return transaction;
      end(waiting.id);
      return undefined;
    },
    isOpen: () => waiting !== undefined,
    confirm: async (id) => {
      await confirm(workshop, takeLock, id);
      end(id);
    },
    rollback: async (id) => {
      refuseCommitted(await requireWaiting(workshop, id));
      await takeBack(workshop, id, end);
    },
  };
}

async function takeBack(workshop: Workshop, id: TransactionId, end: (id: TransactionId) => void): Promise<void> {
  const { host, journal, announce } = workshop;
  try {
    announce(id, 'rolling-back');
    await undo(host, journal, id);
    announce(id, 'rolled-back');
  } catch (error) {
    announce(id, 'rollback-incomplete');
    throw error;
  } finally {
    end(id);
    await disarm(workshop, id);
  }
}

/** Under the lock: a timer that fires now finds the change kept, or has already taken it back. */
async function confirm(workshop: Workshop, takeLock: () => Promise<Lock>, id: TransactionId): Promise<void> {
  const lock = await takeLock();
  try {
    const { state } = await requireWaiting(workshop, id);
    if (state === 'committed') return;
    await workshop.journal.move(id, 'awaiting-confirmation', 'committed');
  } finally {
    await lock.release();
  }
  workshop.announce(id, 'committed');
  await disarm(workshop, id);
}

function refuseCommitted(transaction: Transaction): void {
  if (transaction.state !== 'committed') return;
  throw new AgentError(
    'Unsupported',
    `transaction '${transaction.id}' is committed and cannot be rolled back yet; use DeleteBridge to take '${transaction.bridge}' away`,
  );
}

/** The transaction, waiting or already committed. Throws AgentError: NotFound, Conflict. */
async function requireWaiting({ journal }: Workshop, id: TransactionId): Promise<Transaction> {
  const transaction = await journal.read(id);
  if (transaction === undefined) {
    throw new AgentError('NotFound', `there is no transaction '${id}'; see 'ListTransactions'`);
  }
  if (transaction.state === 'awaiting-confirmation' || transaction.state === 'committed') return transaction;
  throw new AgentError(
    'Conflict',
    `transaction '${id}' is '${transaction.state}' and waits for nothing; make the change again`,
  );
}

async function disarm({ host, journal }: Workshop, id: TransactionId): Promise<void> {
  await disarmTimer(host, { transaction: id, state: 'awaiting-confirmation', folder: journal.folder(id) });
}
