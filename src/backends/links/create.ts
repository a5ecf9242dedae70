/** The step that puts the interface behind the bridge in the running kernel. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { linksBasis } from './basis.ts';
import type { LinksStep } from '../../model/plan.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { isLeased } from '../dhclient/leased.ts';
import { l3StateOf, type L3State } from './l3-state.ts';
import { defaultRoute, lastingOf, permanentAddress } from './configured.ts';
import {
  joinLines,
  leaveLines,
  namesSettledLines,
  ruleRemovalLines,
  type BridgeSettings,
  type Target,
} from './join.ts';
import { pathOf } from '../sysctls/keys.ts';
import { sysctlLine } from './batch.ts';
import { routeKey } from './lines.ts';
import { settingLines } from './settings.ts';

/** How a bridge differs from what its uplink had. */
export interface LinksOptions {
  /** What the bridge is to have besides. */
  readonly missing?: Target | undefined;
  /** How the network stack sets the addresses and routes that are asked for. */
  readonly form?: (target: Target) => Target;
}

const nothing: Target = { addresses: [], routes: [] };

/** @returns the step. Throws AgentError where the interface has what cannot be moved. */
export function planCreateLinks(
  request: CreateBridgeRequest,
  port: Link,
  state: HostState,
  { missing = nothing, form = (target) => target }: LinksOptions = {},
): LinksStep {
  const had = l3StateOf(port, state);
  refuseRulesOf(request.bridge, state);
  const bridge = bridgeSettings(request, port, state);
  const own = targetOf(request, port, had, { state, form });
  const more = form(missing);
  const target = {
    addresses: [...own.addresses, ...more.addresses],
    routes: [...own.routes, ...more.routes],
  };
  const before = { name: port.name, mtu: port.mtu, up: port.up, changeMtu: port.mtu !== bridge.mtu };
  return {
    kind: 'links',
    title: `put '${port.name}' behind the new bridge '${bridge.name}'`,
    bridge: bridge.name,
    interface: port.name,
    mac: bridge.mac,
    batch: joinLines(port, bridge, had, target),
    // The bridge's networks are the interface's, unless it was given other addresses: then some packets may be lost.
    reverse: [
      ...leaveLines(before, bridge.name, had, had.connected, target.addresses, had.connected),
      ...ruleRemovalLines(had.rules, bridge.name),
      ...namesSettledLines(bridge.name, port.name, had),
    ],
    addresses: lastingOf(target.addresses),
    routes: target.routes.map((route) => routeKey(route, bridge.name)),
    portMtu: port.mtu,
    changesMtu: before.changeMtu,
    masterBefore: '',
    masterAfter: bridge.name,
    createsBridge: true,
    basis: linksBasis(port.name, port, state),
  };
}

/** A rule that waits for the bridge could not be told from those that move to it. */
function refuseRulesOf(bridge: string, { rules }: HostState): void {
  if (!rules.some(({ fields }) => fields.iif === bridge || fields.oif === bridge)) return;
  throw new AgentError(
    'Conflict',
    `a policy routing rule names '${bridge}' already; see 'ip rule', and remove the rule or choose another name`,
  );
}

function bridgeSettings(request: CreateBridgeRequest, port: Link, state: HostState): BridgeSettings {
  const mtu = request.mtu ?? port.mtu;
  const { bridge: name, stp, forwardDelay, multicastSnooping } = request;
  const managed = request.networkmanager === 'keep' ? 'stays' : 'released';
  const settings = [...settingLines(port, port, name, state, managed), ...withoutAdvertisements(request, state)];
  return { name, mac: port.mac, mtu, stp, forwardDelay, multicastSnooping, settings };
}

/**
 * A caller that says which IPv6 addresses the bridge has, or that it has none, wants no others: its configuration says so too,
 * for the next boot.
 */
function withoutAdvertisements({ bridge, ...asked }: CreateBridgeRequest, state: HostState): readonly string[] {
  const key = 'ipv6/conf/accept_ra';
  const isSettled = asked.addressing === 'none' || asked.addresses.some(({ family }) => family === 6);
  if (state.interfaceSysctls.default?.[key] === undefined || !isSettled) return [];
  return [sysctlLine(pathOf(bridge, key), '0', true)];
}

function targetOf(
  request: CreateBridgeRequest,
  port: Link,
  had: L3State,
  { state, form }: { readonly state: HostState; readonly form: (target: Target) => Target },
): Target {
  if (request.addressing === 'keep') return { addresses: had.addresses, routes: had.routes };
  if (request.addressing === 'dhcp') return leasedTarget(port, had, state);
  const linkLocal = had.addresses.filter((address) => address.family === 6 && address.scope === 'link');
  const routes = request.gateways.map((gateway) => defaultRoute(gateway, request.bridge));
  const asked = form({ addresses: request.addresses.map(permanentAddress), routes });
  return { ...asked, addresses: [...linkLocal, ...asked.addresses] };
}

/** A lease goes on, and IPv6 stays as it is; without a lease the server will say which address, and which routes. */
function leasedTarget(port: Link, had: L3State, state: HostState): Target {
  const addresses = had.addresses.filter((address) => address.family === 6 || isLeased(address, port.name, state));
  const leased = addresses.some(({ family }) => family === 4);
  return { addresses, routes: had.routes.filter(({ family }) => leased || family === 6) };
}
