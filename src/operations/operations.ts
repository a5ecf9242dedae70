/** The table of contents: every method of the contract and what does it. */
import { readIdentities } from '../backends/libvirt/identities.ts';
import { shareHostState } from '../backends/shared-host-state.ts';
import type { Host } from '../host/host.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { createSetBridgedTraffic } from './bridged-traffic/set-bridged-traffic.ts';
import { createCreateBridge } from './bridges/create-bridge.ts';
import { createDeleteBridge } from './bridges/delete-bridge.ts';
import { createAttachGuest } from './guests/attach-guest.ts';
import { createDetachGuest } from './guests/detach-guest.ts';
import { createIdentities } from './guests/identity.ts';
import { createListBridges, createListInterfaces } from './reads.ts';
import { wayBack } from './rollback/way-back.ts';
import type { Operation, Operations } from './shared/operation.ts';
import { createConfirm, createGetTransaction, createListTransactions, createRollback } from './transactions.ts';
import { createVerify } from './verify/verify.ts';

export function createOperations(host: Host, transactions: Transactions): Operations {
  const identities = createIdentities(() => readIdentities(host));
  const readings = shareHostState(host);
  return {
    CreateBridge: anyRequest(createCreateBridge(host, transactions)),
    DeleteBridge: anyRequest(createDeleteBridge(host, transactions)),
    AttachGuest: anyRequest(createAttachGuest(host, transactions, identities)),
    DetachGuest: anyRequest(createDetachGuest(host, transactions, identities)),
    SetBridgedTraffic: anyRequest(createSetBridgedTraffic(host, transactions)),
    Confirm: anyRequest(createConfirm(transactions)),
    Rollback: anyRequest(createRollback(transactions, wayBack(host))),
    Verify: anyRequest(createVerify(host, readings)),
    ListBridges: anyRequest(createListBridges(readings)),
    ListInterfaces: anyRequest(createListInterfaces(readings)),
    ListTransactions: anyRequest(createListTransactions(transactions)),
    GetTransaction: anyRequest(createGetTransaction(transactions, host.systemd)),
  };
}

/** The dispatcher hands each operation only what that operation's own `parse` has returned. */
function anyRequest<Request>(operation: Operation<Request>): Operation {
  return operation as Operation;
}
