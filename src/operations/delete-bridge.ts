/** DeleteBridge: restores what the bridge took over from its interface. */
import type { Host } from '../host/host.ts';
import type { DeleteBridgeRequest } from '../model/requests.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { parseDeleteBridge } from './arguments/delete-bridge.ts';
import { changeOfDelete } from './bridges/change-delete.ts';
import type { Operation } from './shared/operation.ts';
import { bridgeResult } from './shared/result.ts';

export function deleteBridge(host: Host, transactions: Transactions): Operation<DeleteBridgeRequest> {
  return {
    parse: parseDeleteBridge,
    details: ({ bridge, activate }) => ({ bridge, activate }),
    run: async (request, call) => {
      return [bridgeResult(await transactions.change(changeOfDelete(host, request), call), host.systemd)];
    },
  };
}
