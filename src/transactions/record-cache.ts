/** Records of settled transactions, held in memory for the plans that go back to them. */
import type { TransactionId } from '../model/names.ts';
import type { Step } from '../model/plan.ts';
import { isUnfinished, type Transaction } from '../model/transaction.ts';
import type { Reading } from './read-journal.ts';
import { withoutLines } from './without-lines.ts';

interface Records {
  readonly read: (id: TransactionId) => Promise<Reading>;
  /** Changes whenever its state or its record does. */
  readonly stampOf: (id: TransactionId) => Promise<string>;
}

export interface RecordCache {
  /** As it was when it was read, for those of which it is certain that they are settled. */
  readonly known: (id: TransactionId) => Transaction | undefined;
  /** Read again if its folder or its record is another one. Undefined if it is damaged. */
  readonly read: (id: TransactionId) => Promise<Transaction | undefined>;
  readonly offer: (transaction: Transaction) => void;
  readonly forget: (id: TransactionId) => void;
  /** The others are read again when they are asked for. */
  readonly keepOnly: (ids: readonly TransactionId[]) => void;
}

interface Held {
  readonly transaction: Transaction;
  /** Undefined where nothing is known of its folder. */
  readonly stamp: string | undefined;
  readonly weight: number;
}

/** Characters of all records together: enough for a thousand changes of a usual host. */
const mostHeld = 12 * 1024 * 1024;

export function cacheRecords({ read, stampOf }: Records): RecordCache {
  const held = new Map<TransactionId, Held>();
  let weight = 0;

  function forget(id: TransactionId): void {
    weight -= held.get(id)?.weight ?? 0;
    held.delete(id);
  }

  function hold(transaction: Transaction, stamp: string | undefined): void {
    forget(transaction.id);
    const own = weightOf(transaction);
    if (isUnfinished(transaction.state) || weight + own > mostHeld) return;
    held.set(transaction.id, { transaction, stamp, weight: own });
    weight += own;
  }

  return {
    known: (id) => held.get(id)?.transaction,
    read: async (id) => {
      const stamp = await stampOf(id);
      const last = held.get(id);
      if (last?.stamp === stamp) return last.transaction;
      forget(id);
      const reading = await read(id);
      if (reading.kind === 'damaged') return undefined;
      const transaction = withoutLines(reading.transaction);
      hold(transaction, stamp);
      return transaction;
    },
    offer: (transaction) => hold(withoutLines(transaction), undefined),
    forget,
    keepOnly: (ids) => {
      const wanted = new Set(ids);
      for (const id of held.keys()) if (!wanted.has(id)) forget(id);
    },
  };
}

/** Characters, roughly: a plan's files are most of it. */
function weightOf({ plan }: Transaction): number {
  return plan.reduce((sum, step) => sum + weightOfStep(step), ofRest);
}

/** Of what is not counted, in each record and in each step. */
const ofRest = 1024;

function weightOfStep(step: Step): number {
  return textsOf(step).reduce((sum, text) => sum + (text?.length ?? 0), ofRest);
}

/** Those of a step that may be long, or very many. */
function textsOf(step: Step): readonly (string | null)[] {
  switch (step.kind) {
    case 'file':
      return [step.before, step.after];
    case 'firewall-save':
      return step.files.map(({ before }) => before);
    case 'firewall-rules':
    case 'nft-rules':
      return step.rules.flatMap(({ rule, behind }) => [rule, behind.rule]);
    default:
      return [];
  }
}
