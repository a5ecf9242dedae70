import type { BusValue } from '../../model/bus-value.ts';
import { parseTransactionId } from '../../model/names.ts';
import type { TransactionRequest } from '../../model/requests.ts';
import { deepFreeze } from './deep-freeze.ts';
import { textAt } from './positional.ts';

/** A frozen request from `s transaction`. Throws InvalidArgs. */
export function parseTransaction(
  operation: TransactionRequest['operation'],
  args: readonly BusValue[],
): TransactionRequest {
  return deepFreeze({ operation, transaction: parseTransactionId(textAt(args, 0)) });
}
