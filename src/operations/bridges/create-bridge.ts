/** CreateBridge: puts an interface behind a new bridge. */
import type { Host } from '../../host/host.ts';
import type { HostState } from '../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { Change } from '../../transactions/change.ts';
import type { Transactions } from '../../transactions/transactions.ts';
import { parseCreateBridge } from '../arguments/create-bridge.ts';
import type { Operation } from '../operation.ts';
import { checkAddresses, lastingAddresses } from '../verify/address-checks.ts';
import type { Expectation } from '../verify/expectation.ts';
import { checkLinks } from '../verify/link-checks.ts';
import { observe } from './observe.ts';
import { planCreateBridge } from './plan-create.ts';
import { resultToBus } from './result.ts';

export function createCreateBridge(host: Host, transactions: Transactions): Operation<CreateBridgeRequest> {
  return {
    parse: parseCreateBridge,
    details: (request) => ({ bridge: request.bridge, interface: request.interface }),
    run: async (request, call) => {
      const requester = { uid: call.uid, progress: call.progress };
      return [resultToBus(await transactions.change(toChange(host, request), requester), host.systemd)];
    },
  };
}

function toChange(host: Host, request: CreateBridgeRequest): Change {
  return {
    request,
    interface: () => request.interface,
    plan: (state) => planCreateBridge(request, state),
    observe: (state) => {
      const expected = expectation(request, state);
      const check = (after: HostState) => [
        ...checkLinks(expected, after),
        ...checkAddresses(expected, after, new Map()),
      ];
      return observe({ host, activate: request.activate, from: request.interface, to: request.bridge, check }, state);
    },
  };
}

/** What the kernel must have afterwards: all that the interface has now, or what was asked for instead. */
function expectation(request: CreateBridgeRequest, state: HostState): Expectation {
  const card = state.links.find((link) => link.name === request.interface);
  const given = request.addresses.map(({ address, prefix }) => `${address}/${prefix}`);
  const routes = state.routes.filter(
    (route) => route.device === request.interface && route.destination === 'default' && route.table === 'main',
  );
  return {
    bridge: request.bridge,
    interface: request.interface,
    mac: card?.mac,
    mtu: request.mtu ?? card?.mtu,
    stp: request.stp,
    forwardDelay: request.forwardDelay,
    addresses: request.addressing === 'keep' ? lastingAddresses(request.interface, state) : given,
    routed: routes.map(({ family }) => ({ family, gateway: undefined })),
  };
}
