/** The table of contents: every method of the contract, and its operation. */
import { readIdentities } from '../backends/libvirt/read-identities.ts';
import { shareHostState } from '../backends/host-state/read-shared.ts';
import type { Host } from '../host/host.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { attachGuest } from './attach-guest.ts';
import { confirm } from './confirm.ts';
import { createBridge } from './create-bridge.ts';
import { deleteBridge } from './delete-bridge.ts';
import { detachGuest } from './detach-guest.ts';
import { getTransaction } from './get-transaction.ts';
import { listBridges } from './list-bridges.ts';
import { listInterfaces } from './list-interfaces.ts';
import { listTransactions } from './list-transactions.ts';
import { repairBridge } from './repair-bridge.ts';
import { rollback } from './rollback.ts';
import { keptChange } from './rollback/kept-change.ts';
import { setBridgedTraffic } from './set-bridged-traffic.ts';
import { createIdentities } from './shared/guest-identity.ts';
import type { Operation, Operations } from './shared/operation.ts';
import { verify } from './verify.ts';

export function createOperations(host: Host, transactions: Transactions): Operations {
  const identities = createIdentities(() => readIdentities(host));
  const readings = shareHostState(host);
  return {
    CreateBridge: anyRequest(createBridge(host, transactions)),
    DeleteBridge: anyRequest(deleteBridge(host, transactions)),
    AttachGuest: anyRequest(attachGuest(host, transactions, identities)),
    DetachGuest: anyRequest(detachGuest(host, transactions, identities)),
    SetBridgedTraffic: anyRequest(setBridgedTraffic(host, transactions)),
    RepairBridge: anyRequest(repairBridge(host, transactions)),
    Confirm: anyRequest(confirm(transactions)),
    Rollback: anyRequest(rollback(transactions, keptChange(host))),
    Verify: anyRequest(verify(host, readings)),
    ListBridges: anyRequest(listBridges(readings)),
    ListInterfaces: anyRequest(listInterfaces(readings)),
    ListTransactions: anyRequest(listTransactions(transactions)),
    GetTransaction: anyRequest(getTransaction(transactions, host.systemd)),
  };
}

/** The dispatcher gives each operation only what its own `parse` has returned. */
function anyRequest<Request>(operation: Operation<Request>): Operation {
  return operation as Operation;
}
