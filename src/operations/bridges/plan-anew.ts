/** A bridge that only its configuration has is made again, with what that says. */
import { AgentError } from '../../contract/errors.ts';
import { planRepairLibvirt } from '../../backends/libvirt/repair.ts';
import { missingOn } from '../../backends/links/repair.ts';
import { backendOf } from '../../backends/network/detect.ts';
import { forwardDelayOf, type Expectation } from '../../model/expectation.ts';
import type { HostState } from '../../model/host-state.ts';
import { parseBridgeName, parseInterfaceName } from '../../model/names.ts';
import { creationOf } from '../../model/originals.ts';
import type { Plan } from '../../model/plan.ts';
import type { CreateBridgeRequest, RepairBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { expectedOf } from './findings.ts';
import { planCreateBridge } from './plan-create.ts';

/**
 * @param state the host with its configuration repaired. @param files the steps that repair it. Throws AgentError(NotFound) where
 * no interface is known for it; see planCreateBridge.
 */
export function planAnew(
  request: RepairBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
  files: Plan,
): { readonly steps: Plan; readonly warnings: readonly string[] } {
  const expected = expectedOf(request.bridge, state);
  const asked = requestFor(request, expected, state, history);
  const missing = missingOn([asked.interface], expected, state);
  const { steps, warnings } = planCreateBridge(asked, state, history, { missing, files });
  const taps = planRepairLibvirt(expected, { state, history }).flatMap((repair) => repair.steps);
  return { steps: [...steps, ...taps], warnings: [...warnings, ...leaseWarning(expected, state)] };
}

function requestFor(
  { bridge, confirmWithin, dryRun }: RepairBridgeRequest,
  expected: Expectation,
  state: HostState,
  history: readonly Transaction[],
): CreateBridgeRequest {
  const { interface: uplink, ports = [], stp = false, multicastSnooping } = expected;
  if (uplink === undefined) {
    throw new AgentError(
      'NotFound',
      `the kernel has no bridge '${bridge}', and no file names its interface; use 'CreateBridge' with one`,
    );
  }
  const creation = creationOf(bridge, history)?.request;
  const { again } = backendOf(bridge, state).networkmanager;
  const networkmanager = creation?.operation === 'CreateBridge' ? creation.networkmanager : again;
  return {
    operation: 'CreateBridge',
    bridge: parseBridgeName(bridge),
    interface: parseInterfaceName(uplink),
    ports: ports.map(parseInterfaceName),
    ...{ addressing: 'keep', addresses: [], gateways: [], dns: [], persist: [], mtu: undefined },
    ...{ stp, forwardDelay: forwardDelayOf(expected), multicastSnooping, networkmanager },
    ...{ bridgedTraffic: 'unchanged', hostFirewall: 'ignore', cloudInit: 'warn', libvirtNetwork: undefined },
    ...{ activate: 'live', adopt: false, probe: [], confirmWithin, dryRun },
  };
}

/** A client that has ended has nothing that could move. */
function leaseWarning({ dhcp, bridge, interface: uplink }: Expectation, state: HostState): readonly string[] {
  const { ownClient = false, intentOf, startCommand } = backendOf(bridge, state);
  const runs = ownClient || state.dhcp.clients.some(({ interfaces }) => interfaces.includes(uplink ?? ''));
  if (runs || !dhcp || intentOf(bridge, state) === undefined) return [];
  const start = startCommand(bridge, state);
  return [`'${bridge}' gets its address from a DHCP server, and no client runs; start one with '${start}'`];
}
