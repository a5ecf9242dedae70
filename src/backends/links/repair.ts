/** Makes the kernel's bridge again what it is configured to be, where one setting does it. */
import { forwardDelayOf, type Expectation } from '../../model/expectation.ts';
import type { BridgeDetails, HostState, Link } from '../../model/host-state.ts';
import type { BridgeSettingStep, PortStep } from '../../model/plan.ts';
import { linkNamed } from '../../model/links.ts';
import { canBePluggedIn } from '../../model/uplink.ts';
import type { Repair } from '../interfaces/aspect.ts';

/** stp, bridge and interface-in-bridge. An uplink in another bridge, or with addresses, stays there: Verify has a remedy. */
export function planRepairLinks(expected: Expectation, { links }: HostState): readonly Repair[] {
  const bridge = linkNamed(expected.bridge, links);
  if (bridge?.bridge === undefined) return [];
  return [
    { check: 'bridge', steps: snooping(expected, bridge.bridge) },
    { check: 'stp', steps: spanningTree(expected, bridge.bridge) },
    { check: 'interface-in-bridge', steps: uplinkPort(expected, bridge, links) },
  ];
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

function uplinkPort(expected: Expectation, bridge: Link, links: readonly Link[]): readonly PortStep[] {
  const members = [expected.interface, ...(expected.ports ?? [])].flatMap((name) => linkNamed(name, links) ?? []);
  return members.filter(canBePluggedIn).map((link) => portStep(link, bridge.name));
}
