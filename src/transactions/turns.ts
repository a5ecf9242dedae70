/** One change at a time: each takes the host's lock, and finds nothing unfinished. */
import { AgentError } from '../contract/errors.ts';
import type { Host } from '../host/host.ts';
import { openQuestions } from '../host/kernel/ip-together.ts';
import { takeLock, type Lock } from '../host/lock.ts';
import { explain } from '../model/reason.ts';
import type { Probation } from './probation.ts';
import type { TransactionContext } from './transaction-context.ts';
import { settleUnfinished, waits } from './unfinished.ts';

export interface Turns {
  /** Does the work under the lock. Throws AgentError(Busy) if other work is being done, or a change is on probation. */
  readonly oneAtATime: <Result>(work: (lock: Lock) => Promise<Result>) => Promise<Result>;
  /** Work that all others wait for, and that never fails. */
  readonly first: <Result>(work: Promise<Result>) => Promise<Result>;
  /** Resolves when that is done. */
  readonly begun: () => Promise<unknown>;
  readonly isTaken: () => boolean;
  /** Resolves when nothing is being done. */
  readonly settled: () => Promise<void>;
}

/** @param lockPath a real path. */
export function createTurns(context: TransactionContext, lockPath: string, probation: Probation): Turns {
  let begun: Promise<unknown> = Promise.resolve();
  let working: Promise<unknown> | undefined;

  async function takeTurn<Result>(work: (lock: Lock) => Promise<Result>): Promise<Result> {
    await begun;
    const waiting = await probation.current();
    if (waiting !== undefined) throw waiting.state === 'awaiting-confirmation' ? waits(waiting.id) : busy();
    // It starts while the lock is taken; nothing is asked before we have it.
    openQuestions(context.host.commands);
    const lock = await lockOrBusy(context.host, lockPath);
    try {
      await settleUnfinished(context, lock.descriptor).catch(
        explain('it is unknown whether an earlier change is unfinished, so nothing was changed'),
      );
      return await work(lock);
    } finally {
      context.host.commands.openIps?.close();
      await lock.release();
    }
  }

  return {
    oneAtATime: async (work) => {
      if (working !== undefined) throw busy();
      const turn = takeTurn(work);
      working = turn;
      try {
        return await turn;
      } finally {
        working = undefined;
      }
    },
    first: (work) => {
      begun = work;
      return work;
    },
    begun: () => begun,
    isTaken: () => working !== undefined,
    settled: async () => {
      await begun;
      await working?.catch(() => undefined);
    },
  };
}

/** @param path a real path. @param patience in seconds. Throws AgentError(Busy) if another process has the lock. */
export async function lockOrBusy(host: Host, path: string, patience?: number): Promise<Lock> {
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
