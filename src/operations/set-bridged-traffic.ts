/** SetBridgedTraffic: lets bridged frames through the host's filters, without a change of the bridge. */
import { allParts, readParts } from '../backends/host-state/read.ts';
import { AgentError } from '../contract/errors.ts';
import type { Host } from '../host/host.ts';
import type { HostState } from '../model/host-state.ts';
import { refuseNatBridge } from '../model/nat-bridges.ts';
import type { Plan } from '../model/plan.ts';
import type { SetBridgedTrafficRequest } from '../model/requests.ts';
import type { Transaction } from '../model/transaction.ts';
import type { Change } from '../transactions/change.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { trafficParts } from '../model/traffic-state.ts';
import { parseSetBridgedTraffic } from './arguments/set-bridged-traffic.ts';
import { uplinkNameOf } from '../backends/network/detect.ts';
import type { Operation } from './shared/operation.ts';
import { isThere } from './bridges/other-bridges.ts';
import { resultToBus } from './shared/result.ts';
import { planBridgedTraffic, trafficWarnings } from '../backends/firewall/create.ts';

export function setBridgedTraffic(host: Host, transactions: Transactions): Operation<SetBridgedTrafficRequest> {
  return {
    parse: parseSetBridgedTraffic,
    details: ({ bridge, policy, activate }) => ({ bridge, 'bridged-traffic': policy, activate }),
    run: async (request, call) => {
      return [resultToBus(await transactions.change(toChange(host, request), call), host.systemd)];
    },
  };
}

function toChange(host: Host, request: SetBridgedTrafficRequest): Change {
  return {
    request,
    needs: allParts,
    interface: (state) => uplinkNameOf(request.bridge, state) ?? '',
    plan: (state, history) => ({ ...planSetBridgedTraffic(request, state, history), facts: undefined }),
    observe: () => Promise.resolve({ warnings: [], check: () => leftOver(host, request) }),
  };
}

/** Throws AgentError: NotFound, Refused, Unsupported, Conflict. An image is given files alone. */
export function planSetBridgedTraffic(
  { bridge, policy, activate }: SetBridgedTrafficRequest,
  state: HostState,
  history: readonly Transaction[],
): { readonly steps: Plan; readonly warnings: readonly string[] } {
  refuseNatBridge(bridge, state.libvirtNetworks);
  if (!isThere(bridge, state)) {
    throw new AgentError('NotFound', `there is no bridge '${bridge}'; see 'ListBridges'`);
  }
  const traffic = { bridge, policy, activate };
  return { steps: planBridgedTraffic(traffic, state, history), warnings: trafficWarnings(traffic, state) };
}

/** Whether the kernel has what was to be done: then nothing of it would be left to do. */
async function leftOver(
  host: Host,
  { bridge, policy, activate }: SetBridgedTrafficRequest,
): Promise<string | undefined> {
  const [left] = planBridgedTraffic({ bridge, policy, activate }, await readParts(host, trafficParts), []);
  return left === undefined ? undefined : `this step is still to be done: ${left.title}`;
}
