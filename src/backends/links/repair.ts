/** Makes the kernel's bridge again what it is configured to be, where one setting does it. */
import { AgentError } from '../../contract/errors.ts';
import { familyOf, type CidrAddress } from '../../model/addresses.ts';
import { forwardDelayOf, type Expectation } from '../../model/expectation.ts';
import type { BridgeDetails, HostState, Link, LinkState } from '../../model/host-state.ts';
import type { BridgeSettingStep, LinkSettingStep, LinksStep, PortStep } from '../../model/plan.ts';
import { linkNamed } from '../../model/links.ts';
import { canBePluggedIn } from '../../model/uplink.ts';
import type { Repair } from '../interfaces/aspect.ts';
import { defaultRoute, permanentAddress } from './configured.ts';
import type { Target } from './join.ts';
import { planMoveOnto } from './move-onto.ts';
import { standsFor } from './verify-addresses.ts';

type Form = (target: Target) => Target;

/**
 * All checks of the kernel's links and addresses. An uplink in another bridge stays there: Verify has a remedy. @param form how the
 * network stack sets addresses and routes.
 */
export function planRepairLinks(
  expected: Expectation,
  state: HostState,
  form: Form = (target) => target,
): readonly Repair[] {
  const { links } = state;
  const bridge = linkNamed(expected.bridge, links);
  if (bridge?.bridge === undefined) return [];
  const uplink = linkNamed(expected.interface, links);
  const members = [uplink, ...(expected.ports ?? []).map((name) => linkNamed(name, links))].filter(
    (link) => link !== undefined,
  );
  const mac = expected.mac ?? uplink?.mac ?? bridge.mac;
  return [
    { check: 'bridge', steps: [...stateSteps([bridge]), ...snooping(expected, bridge.bridge)] },
    { check: 'carrier', steps: stateSteps(members) },
    { check: 'mac', steps: linkSetting(bridge, 'address', bridge.mac, mac) },
    { check: 'mtu', steps: mtuSteps(expected, bridge, members) },
    { check: 'stp', steps: spanningTree(expected, bridge.bridge) },
    hostRepair(expected, { ...bridge, mac, up: true }, uplink, { state, form }),
    { check: 'interface-in-bridge', steps: furtherPorts(expected, bridge, links) },
  ];
}

/** The host moves onto the bridge, and gets what its configuration says; or the uplink joins where the bridge has kept all that. */
function hostRepair(
  expected: Expectation,
  bridge: Link,
  uplink: Link | undefined,
  { state, form }: { readonly state: HostState; readonly form: Form },
): Repair {
  const none: Repair = { check: 'interface-in-bridge', steps: [] };
  if (uplink === undefined || ![undefined, bridge.name].includes(uplink.master)) return none;
  const missing = form(missingOn([bridge.name, uplink.name], expected, state));
  const lacks = missing.addresses.length + missing.routes.length > 0;
  if (canBePluggedIn(uplink) && !lacks) return { ...none, steps: [portStep(uplink, bridge.name)] };
  // A client that runs on the interface would give it its address again; a port that listens would silence the host.
  const leased = expected.dhcp && state.dhcp.clients.some(({ interfaces }) => interfaces.includes(uplink.name));
  const listens = uplink.master === undefined && (expected.stp ?? bridge.bridge?.stp) === true;
  const step =
    leased || listens
      ? undefined
      : unlessRefused(() => planMoveOnto(bridge, uplink, state, { missing, keepsMac: true }));
  return { ...none, steps: step === undefined ? [] : [step], also: ['addresses', 'default-route'] };
}

/** What cannot be moved stays: the rest of the bridge can be repaired all the same. */
function unlessRefused(plan: () => LinksStep | undefined): LinksStep | undefined {
  try {
    return plan();
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

/** What the configuration says and none of the devices has. */
export function missingOn(devices: readonly string[], expected: Expectation, { links, routes }: LinkState): Target {
  const there = links.filter(({ name }) => devices.includes(name)).flatMap(({ addresses }) => addresses);
  const lacking = (expected.addresses ?? []).map(toCidr).filter((one) => !isAmong(one, there));
  const defaults = routes.filter(
    ({ destination, table, device }) => destination === 'default' && table === 'main' && devices.includes(device),
  );
  const gateways = expected.routed.flatMap((wanted) => {
    const { gateway } = wanted;
    if (gateway === undefined || defaults.some((route) => standsFor(route, wanted))) return [];
    return [gateway.replace(/%.*$/, '')];
  });
  return {
    addresses: lacking.map(permanentAddress),
    routes: gateways.map((gateway) => defaultRoute(gateway, expected.bridge)),
  };
}

function toCidr(text: string): CidrAddress {
  const [address = '', prefix = ''] = text.split('/');
  return { family: familyOf(address), address, prefix: Number(prefix) };
}

function isAmong({ address, prefix }: CidrAddress, others: readonly CidrAddress[]): boolean {
  return others.some((one) => one.address === address && one.prefix === prefix);
}

function stateSteps(links: readonly Link[]): readonly LinkSettingStep[] {
  return links.flatMap((link) => linkSetting(link, 'state', link.up ? 'up' : 'down', 'up'));
}

/** The ports first: they limit the bridge (kernel: br_mtu_auto_adjust). */
function mtuSteps({ mtu }: Expectation, bridge: Link, members: readonly Link[]): readonly LinkSettingStep[] {
  const wanted = mtu ?? Math.max(bridge.mtu, members[0]?.mtu ?? 0);
  const small = members.filter((link) => link.mtu < wanted && (link.maxMtu ?? wanted) >= wanted);
  return [...small, bridge].flatMap((link) => linkSetting(link, 'mtu', String(link.mtu), String(wanted)));
}

function linkSetting(
  { name }: Link,
  setting: LinkSettingStep['setting'],
  before: string,
  after: string,
): readonly LinkSettingStep[] {
  if (before === after) return [];
  const what = {
    mtu: `give '${name}' the mtu ${after}`,
    address: `give '${name}' the MAC address ${after}`,
    state: `set '${name}' ${after}`,
  };
  return [{ kind: 'link-setting', title: what[setting], device: name, setting, before, after }];
}

/** For an interface that belongs on the bridge. */
export function portStep({ name }: Link, bridge: string): PortStep {
  return { kind: 'port', title: `plug '${name}' into the bridge '${bridge}' again`, interface: name, bridge };
}

function snooping(
  { bridge, multicastSnooping: wanted }: Expectation,
  now: BridgeDetails,
): readonly BridgeSettingStep[] {
  if (wanted === undefined || now.multicastSnooping === undefined) return [];
  const title = `turn multicast snooping of '${bridge}' ${wanted ? 'on' : 'off'}`;
  return settingStep(title, bridge, 'mcast_snooping', Number(now.multicastSnooping), Number(wanted));
}

/** The kernel refuses less than two seconds while it is on (ERANGE): off before the delay, and on after it. */
function spanningTree(expected: Expectation, now: BridgeDetails): readonly BridgeSettingStep[] {
  const { bridge, stp } = expected;
  if (stp === undefined) return [];
  const state = settingStep(
    `turn STP of '${bridge}' ${stp ? 'on' : 'off'}`,
    bridge,
    'stp_state',
    Number(now.stp),
    Number(stp),
  );
  const seconds = forwardDelayOf(expected);
  const title = `set the forward delay of '${bridge}' to ${seconds} seconds`;
  const delay = settingStep(title, bridge, 'forward_delay', now.forwardDelay, seconds * 100);
  return stp ? [...delay, ...state] : [...state, ...delay];
}

/** None where it is so already. @param name of the setting, as ip-link(8) has it. */
export function settingStep(
  title: string,
  bridge: string,
  name: string,
  before: number,
  after: number,
): readonly BridgeSettingStep[] {
  if (before === after) return [];
  return [{ kind: 'bridge-setting', title, bridge, setting: name, before: String(before), after: String(after) }];
}

function furtherPorts({ ports = [] }: Expectation, bridge: Link, links: readonly Link[]): readonly PortStep[] {
  const members = ports.flatMap((name) => linkNamed(name, links) ?? []);
  return members.filter(canBePluggedIn).map((link) => portStep(link, bridge.name));
}
