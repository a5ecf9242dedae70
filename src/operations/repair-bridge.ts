/** RepairBridge: makes what Verify complains of right again, where the remedy is ours. */
import type { Host } from '../host/host.ts';
import type { RepairBridgeRequest } from '../model/requests.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { parseRepairBridge } from './arguments/repair-bridge.ts';
import { changeOfRepair } from './bridges/change-repair.ts';
import type { Operation } from './shared/operation.ts';
import { bridgeResult } from './shared/result.ts';

export function repairBridge(host: Host, transactions: Transactions): Operation<RepairBridgeRequest> {
  return {
    parse: parseRepairBridge,
    details: ({ bridge, activate }) => ({ bridge, activate }),
    run: async (request, call) => {
      return [bridgeResult(await transactions.change(changeOfRepair(host, request), call), host.systemd)];
    },
  };
}
