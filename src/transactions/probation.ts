/** The time in which a change is made, but not yet committed. */
import { AgentError } from '../contract/errors.ts';
import type { Lock } from '../host/lock.ts';
import { readUptime } from '../host/namespaces.ts';
import type { TransactionId } from '../model/names.ts';
import { isUnfinished, type Deadline, type Transaction } from '../model/transaction.ts';
import type { By } from './change.ts';
import { tidy } from './tidy.ts';
import { undoAndAnnounce } from './undo.ts';
import type { TransactionContext } from './transaction-context.ts';

export interface Probation {
  /** Watches the change until its deadline, and undoes it then if no other hand has. */
  readonly begin: (id: TransactionId, deadline: Deadline) => void;
  /** The change on probation, read anew because another hand may have undone it. */
  readonly current: () => Promise<Transaction | undefined>;
  readonly isOpen: () => boolean;
  readonly confirm: (id: TransactionId, by: By) => Promise<void>;
  readonly rollback: (id: TransactionId, by: By) => Promise<void>;
  /** Resolves when no change is being committed or undone. */
  readonly settled: () => Promise<void>;
}

/** Seconds to wait for another hand that settles a change which we want to undo. */
const patience = 300;

/** @param takeLock takes the host's lock, waiting up to `patience` seconds, or throws AgentError(Busy). */
export function createProbation(
  context: TransactionContext,
  takeLock: (patience?: number) => Promise<Lock>,
): Probation {
  let waiting: { id: TransactionId; alarm: NodeJS.Timeout } | undefined;
  const underWay = new Set<Promise<void>>();

  function end(id: TransactionId): void {
    if (waiting?.id !== id) return;
    clearInterval(waiting.alarm);
    waiting = undefined;
  }

  function track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  }

  /** Compares uptimes, because a timer of Node's stands still while the machine sleeps (timer_create(2)). */
  function alarmAt(id: TransactionId, deadline: Deadline): NodeJS.Timeout {
    const alarm = setInterval(() => void ring(), 500);
    const ring = async (): Promise<void> => {
      if ((await readUptime()) < deadline.uptime || waiting?.alarm !== alarm) return;
      clearInterval(alarm);
      // A failure is in the journal, and was announced.
      await track(rollBack(id)).catch(() => undefined);
    };
    return alarm;
  }

  async function rollBack(id: TransactionId, by?: By): Promise<void> {
    try {
      const lock = await takeLock(patience);
      await rollBackUnderLock(context, id, lock, by).finally(() => lock.release());
    } finally {
      end(id);
      await tidy(context, id);
    }
  }

  return {
    begin: (id, deadline) => {
      waiting = { id, alarm: alarmAt(id, deadline) };
    },
    current: async () => {
      if (waiting === undefined) return undefined;
      const transaction = await context.journal.read(waiting.id);
      if (transaction?.state === 'awaiting-confirmation' || transaction?.state === 'rolling-back') return transaction;
      end(waiting.id);
      return undefined;
    },
    isOpen: () => waiting !== undefined,
    confirm: async (id, by) => {
      await track(confirm(context, takeLock, id, by));
      end(id);
    },
    rollback: async (id, by) => {
      refuseCommitted(await findConfirmable(context, id));
      await track(rollBack(id, by));
    },
    settled: async () => {
      await Promise.allSettled(underWay);
    },
  };
}

/** Announces the rollback only now: under the lock the change can no longer be confirmed. Throws as undo; Conflict. */
async function rollBackUnderLock(context: TransactionContext, id: TransactionId, lock: Lock, by?: By): Promise<void> {
  const transaction = await context.journal.read(id);
  if (transaction !== undefined) refuseCommitted(transaction);
  await undoAndAnnounce(context, id, { lock: lock.descriptor, ...(by === undefined ? {} : { by }) });
}

/** Under the lock: a timer that fires now finds the change committed, or has already undone it. */
async function confirm(
  context: TransactionContext,
  takeLock: () => Promise<Lock>,
  id: TransactionId,
  { uid, authorised }: By,
): Promise<void> {
  // Before the lock is taken: a call that changes nothing must not hold it.
  if ((await findConfirmable(context, id)).state === 'committed') return;
  const lock = await takeLock();
  try {
    const { state } = await findConfirmable(context, id);
    if (state === 'committed') return;
    await context.journal.move(id, 'awaiting-confirmation', 'committed');
    await context.log.append(id, 'confirmed', { uid: String(uid), authorised });
  } finally {
    await lock.release();
  }
  context.announce(id, 'committed');
  await tidy(context, id);
}

/** On probation its maker may roll it back without authorisation; once committed that needs one. */
function refuseCommitted({ id, state }: Transaction): void {
  if (state !== 'committed') return;
  throw new AgentError('Conflict', `transaction '${id}' has just been confirmed; call again to roll it back anyway`);
}

/** The transaction, waiting or already committed. Throws AgentError: NotFound, Conflict. */
async function findConfirmable({ journal }: TransactionContext, id: TransactionId): Promise<Transaction> {
  const transaction = await journal.read(id);
  if (transaction === undefined) {
    throw new AgentError('NotFound', `there is no transaction '${id}'; see 'ListTransactions'`);
  }
  if (transaction.state === 'awaiting-confirmation' || transaction.state === 'committed') return transaction;
  if (isUnfinished(transaction.state)) {
    throw new AgentError('Busy', `transaction '${id}' is '${transaction.state}'; call again when it has ended`);
  }
  throw new AgentError(
    'Conflict',
    `transaction '${id}' is '${transaction.state}' and can be neither confirmed nor rolled back; make the change again`,
  );
}
