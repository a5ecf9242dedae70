/** ListTransactions: the changes of this host, the newest first. */
import { SharedReading } from '../host/shared-reading.ts';
import { variantMap, type BusValue } from '../model/bus-value.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { describeDamage, describeEntry } from './shared/describe-transaction.ts';
import type { Operation } from './shared/operation.ts';

/** The number of folders that are kept; a reply must be bounded. */
const mostListed = 256;

export function listTransactions(transactions: Transactions): Operation<undefined> {
  const list = new SharedReading(async (): Promise<readonly BusValue[]> => {
    const { entries, damaged } = await transactions.list();
    const all = [...damaged.map(describeDamage), ...entries.map(describeEntry)];
    return all.slice(0, mostListed).map(variantMap);
  });
  return {
    parse: () => undefined,
    details: () => ({}),
    run: async () => [await list.get()],
  };
}
