/** A DeleteBridge, and the change that created the bridge. */
import { parseBridgeName, type TransactionId } from '../../../../src/model/names.ts';
import type { Step } from '../../../../src/model/plan.ts';
import type { DeleteBridgeRequest } from '../../../../src/model/requests.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import { ask } from './host.ts';

export function deletionOf(bridge: string): DeleteBridgeRequest {
  return {
    ...{ operation: 'DeleteBridge', bridge: parseBridgeName(bridge), activate: 'live' },
    ...{ confirmWithin: 0, dryRun: false, probe: [] },
  };
}

/** Of br0. */
export function madeBy(steps: readonly Step[]): Transaction {
  return {
    ...{ format: 1, id: 'ab'.repeat(16) as TransactionId, operation: 'CreateBridge', bridge: 'br0', interface: 'eth0' },
    ...{ uid: 0, authorised: 'root', time: 1, bootId: '', request: ask(), plan: steps },
    ...{ state: 'committed', deadline: undefined, report: [] },
  };
}
