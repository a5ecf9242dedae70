/** The step that makes a further interface a port of a bridge, and the one that gives it back. */
import type { Link } from '../../model/host-state.ts';
import type { PortStep } from '../../model/plan.ts';
import { addressLine, addressRemovalLine } from '../links/lines.ts';

/**
 * The interface is up and has no link-local address, with which the host would answer beside the bridge.
 * @param mtu what it gets, in bytes.
 */
export function joinStep(link: Link, bridge: string, mtu: number = link.mtu): PortStep {
  const { name } = link;
  const changesMtu = link.mtu !== mtu;
  const mode = link.up ? undefined : (link.addressGeneration ?? 'none');
  const generates = mode !== undefined && mode !== 'none';
  return {
    kind: 'port',
    title: `make '${name}' a port of '${bridge}'`,
    interface: name,
    bridge,
    action: 'join',
    batch: [
      ...(changesMtu ? [`link set dev ${name} mtu ${mtu}`] : []),
      // It would get a link-local address as it comes up (RFC 4862).
      ...(generates ? [`link set dev ${name} addrgenmode none`] : []),
      `link set dev ${name} master ${bridge}`,
      ...(link.up ? [] : [`link set dev ${name} up`]),
      ...link.addresses.map((address) => addressRemovalLine(address, name)),
    ],
    reverse: [
      `link set dev ${name} nomaster`,
      ...(link.up ? [] : [`link set dev ${name} down`]),
      ...(changesMtu ? [`link set dev ${name} mtu ${link.mtu}`] : []),
      ...(generates ? [`link set dev ${name} addrgenmode ${mode}`] : []),
      ...link.addresses.map((address) => addressLine('replace', address, name, name)),
    ],
  };
}

/** @param joined the step by which it became a port, if that was ours: its undo is what the interface gets. */
export function leaveStep({ name }: Link, bridge: string, joined: PortStep | undefined): PortStep {
  return {
    kind: 'port',
    title: `take '${name}' out of '${bridge}'`,
    interface: name,
    bridge,
    action: 'leave',
    batch: [...(joined?.reverse ?? [`link set dev ${name} nomaster`])],
    reverse: [...(joined?.batch ?? [`link set dev ${name} master ${bridge}`])],
  };
}
