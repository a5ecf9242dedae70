/** Rollback of a change that was kept: what must not be lost by it, and who must still answer afterwards. */
import type { Host } from '../../host/host.ts';
import type { HostState } from '../../model/host-state.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest, RepairBridgeRequest } from '../../model/requests.ts';
import type { Plan } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { BridgeChange, ConnectivityCheck, RollbackRules } from '../../transactions/change.ts';
import { changeOfCreate } from '../bridges/change-create.ts';
import { changeOfDelete, changesMtu } from '../bridges/change-delete.ts';
import { changeOfRepair } from '../bridges/change-repair.ts';
import { backendOf } from '../../backends/network/detect.ts';
import { checkConnectivity, noCheck } from '../bridges/connectivity-check.ts';
import { refuseGuests } from '../bridges/plan-delete.ts';
import { refuseLaterChanges } from './later-changes.ts';
import { refuseLiveChanges } from './live-changes.ts';

export function keptChange(host: Host): RollbackRules {
  return {
    requireFree,
    observe: (transaction, state) => checkRollback(host, transaction, state),
    again: (transaction) => again(host, transaction),
  };
}

/** Throws AgentError: Busy, Conflict, Refused. */
function requireFree(transaction: Transaction, state: HostState, history: readonly Transaction[]): void {
  refuseLaterChanges(transaction, state, history);
  const { operation, bridge, request } = transaction;
  // The undo of these attaches something.
  if (operation === 'DeleteBridge' || operation === 'DetachGuest') refuseUnreadNetworks(state.unreadNetworks);
  if (operation !== 'CreateBridge' && operation !== 'DeleteBridge') return;
  refuseNatBridge(bridge, state.libvirtNetworks);
  if (request.activate === 'restart') backendOf(bridge, state).refuseRestart(state);
  const link = state.links.find((one) => one.name === bridge);
  if (removesBridge(transaction) && link !== undefined) refuseGuests(link, ownPorts(transaction), state);
  refuseLiveChanges(transaction, state);
}

/** Not where the bridge was there before: then it stays. */
function removesBridge({ request, plan }: Transaction): boolean {
  if (request.operation !== 'CreateBridge' || request.adopt) return false;
  const links = plan.find((step) => step.kind === 'links');
  return links?.createsBridge ?? request.activate !== 'live';
}

function ownPorts({ interface: uplink, request }: Transaction): readonly { readonly name: string }[] {
  const further = request.operation === 'CreateBridge' ? request.ports : [];
  return [uplink, ...further].map((name) => ({ name }));
}

function checkRollback(host: Host, transaction: Transaction, state: HostState): Promise<ConnectivityCheck> {
  const { interface: uplink, plan } = transaction;
  const request = bridgeRequest(transaction);
  if (request === undefined) return Promise.resolve(noCheck);
  const [from, to] = placesOf(request, uplink, plan);
  const { activate } = request;
  const probe = 'probe' in request ? request.probe : [];
  // undo.sh has checked itself what it did.
  const watch = { host, activate, from, to, probe, changesMtu: changesMtu(plan), check: () => [] };
  return checkConnectivity(watch, state);
}

/** Where the default routes leave now, and once it is rolled back. */
function placesOf(
  { operation, bridge, activate }: BridgeRequest,
  uplink: string,
  plan: Plan,
): readonly [from: string, to: string] {
  const moves = activate !== 'live' || plan.some(({ kind }) => kind === 'links');
  if (operation === 'RepairBridge' || !moves) return [bridge, bridge];
  return operation === 'CreateBridge' ? [bridge, uplink] : [uplink, bridge];
}

function again(host: Host, transaction: Transaction): BridgeChange | undefined {
  const request = bridgeRequest(transaction);
  if (request === undefined) return undefined;
  const once = { confirmWithin: 0, dryRun: false };
  switch (request.operation) {
    case 'CreateBridge':
      return changeOfCreate(host, { ...request, ...once });
    case 'DeleteBridge':
      return changeOfDelete(host, { ...request, ...once });
    case 'RepairBridge':
      return changeOfRepair(host, { ...request, ...once });
  }
}

type BridgeRequest = CreateBridgeRequest | DeleteBridgeRequest | RepairBridgeRequest;

/** Other changes do not touch the connection to the host. */
function bridgeRequest({ request }: Transaction): BridgeRequest | undefined {
  return request.operation === 'AttachGuest' ||
    request.operation === 'DetachGuest' ||
    request.operation === 'SetBridgedTraffic'
    ? undefined
    : request;
}
