/** What a bridge's interfaces are made on, the link below a VLAN and the ports of a bond: what it lets a bridge above have. */
import { AgentError } from '../../contract/errors.ts';
import { bondingCaution } from '../../model/bonding.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { linkNamed } from '../../model/links.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';

/** Throws AgentError(OutOfRange) for an MTU that the link below does not carry. */
export function planCreateLowerLinks(request: CreateBridgeRequest, { state }: AspectContext): StepGroup {
  const names = state.live ? [request.interface, ...request.ports] : [];
  // It was said when an interface became a port.
  const links = names.flatMap((name) => linkNamed(name, state.links) ?? []);
  const joining = links.filter(({ master }) => master !== request.bridge);
  if (request.activate !== 'boot') for (const link of joining) refuseMtu(request, link, state);
  const warnings = joining.flatMap((link) => [...bondWarnings(request, link), ...besideBridge(link, state)]);
  return joining.length === 0 ? nothing : { ...nothing, warnings };
}

/** A VLAN's frames are the lower link's (kernel: vlan_dev_change_mtu). */
function refuseMtu({ mtu }: CreateBridgeRequest, { name, kind, parent }: Link, { links }: HostState): void {
  const lower = kind === 'vlan' ? linkNamed(parent, links) : undefined;
  if (lower === undefined || mtu === undefined || mtu <= lower.mtu) return;
  throw new AgentError(
    'OutOfRange',
    `mtu ${mtu} is more than '${lower.name}' below VLAN '${name}' has, which is ${lower.mtu}; use at most that, or raise the mtu of '${lower.name}' first`,
  );
}

function bondWarnings({ bridge }: CreateBridgeRequest, { name, mac, bond }: Link): readonly string[] {
  if (bond === undefined) return [];
  const caution = bondingCaution(bond.mode, bridge);
  return [
    ...(caution === undefined ? [] : [`bond '${name}' ${caution}`]),
    ...(bond.arpInterval > 0 ? [arpMonitor(name, bridge)] : []),
    ...(['active', 'follow'].includes(bond.failOverMac)
      ? [
          `bond '${name}' may take another address with another port (fail_over_mac), and '${bridge}' keeps '${mac}'; see that the switch takes frames from that address on each port`,
        ]
      : []),
  ];
}

/**
 * The kernel looks for the address on all that is above the bond (kernel: bond_arp_send_all, since 3.17); Red Hat's guides to
 * virtualization say that ARP monitoring does not work with a bridge.
 */
function arpMonitor(name: string, bridge: string): string {
  return `bond '${name}' asks by ARP whether its ports work (arp_interval), with the address that '${bridge}' then has; miimon depends on no address, and 'confirm-within' undoes the change if the bond takes its ports for dead`;
}

/** The kernel takes a VLAN's frames before a bridge sees them (kernel: __netif_receive_skb_core). */
function besideBridge({ name, kind, parent }: Link, { links }: HostState): readonly string[] {
  const lower = kind === 'vlan' ? linkNamed(parent, links) : undefined;
  const bridge = linkNamed(lower?.master, links);
  if (lower === undefined || bridge?.kind !== 'bridge') return [];
  return [
    `'${lower.name}' below VLAN '${name}' is a port of '${bridge.name}', whose guests do not see the frames of this VLAN and cannot send any`,
  ];
}
