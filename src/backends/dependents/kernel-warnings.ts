/** Sentences about what the kernel has bound to an interface. */
import { listOf } from '../../contract/list-of.ts';
import type { HostState, Link, DhcpState } from '../../model/host-state.ts';
import type { PacketSocket, Queueing } from '../../model/dependents.ts';
import { carriersOf } from './carriers.ts';
import { childrenOf, isTunnel } from './children.ts';
import { temporaryWarnings } from './temporary-addresses.ts';

/**
 * @param port the interface that becomes a port of `bridge`. @param ownClient whether the network stack has a DHCP client of its
 * own, and looks for conflicts of addresses itself.
 */
export function kernelWarnings(port: Link, bridge: string, state: HostState, ownClient: boolean): readonly string[] {
  const { dependents, dhcp } = state;
  const staying = dependents.sockets.filter(({ protocol }) => !ownClient || !ofOwnClient.has(protocol));
  const carriers = carriersOf(port, state);
  const isCarrier = (device: string): boolean => carriers.some(({ name }) => name === device);
  return [
    ...vlans(port, bridge, state),
    ...tunnels(port, bridge, state),
    ...dependents.queueing.filter(({ device }) => isCarrier(device)).map((one) => queueing(one, bridge)),
    ...carriers.filter((one) => one.xdp === true).map(({ name }) => xdp(name, bridge)),
    ...carriers.flatMap((one) => virtualFunctions(one, bridge)),
    ...sockets(port, bridge, staying, dhcp),
    ...temporaryWarnings(port, bridge),
    ...(dependents.waking.includes(port.name) ? [waking(port)] : []),
  ];
}

/** The kernel takes a VLAN's frames before the bridge sees them (kernel: __netif_receive_skb_core, vlan_do_receive). */
function vlans(port: Link, bridge: string, state: HostState): string[] {
  const found = childrenOf(port, state).filter(({ kind }) => kind === 'vlan');
  if (found.length === 0) return [];
  const names = listOf(found.map(({ name }) => `'${name}'`));
  return [
    `${names} ${found.length === 1 ? 'is a VLAN' : 'are VLANs'} on '${port.name}' and will keep working beside '${bridge}', whose guests do not see their frames; bridge the VLAN's own interface for guests that need it`,
  ];
}

/** A packet that must leave by an interface finds only routes through that interface (ip-route(8)). */
function tunnels(port: Link, bridge: string, state: HostState): string[] {
  const found = childrenOf(port, state).filter(isTunnel);
  if (found.length === 0) return [];
  const [names, one] = [listOf(found.map(({ name }) => `'${name}'`)), found.length === 1];
  return [
    `${names} ${one ? 'is a tunnel' : 'are tunnels'} bound to '${port.name}' and will send nothing once '${bridge}' has its routes; set ${one ? 'it' : 'them'} up with 'dev ${bridge}' instead`,
  ];
}

function queueing({ device, kind, filters }: Queueing, bridge: string): string {
  const counted = filters === 0 ? '' : ` with ${filters} filter${filters === 1 ? '' : 's'}`;
  const where =
    kind === 'ingress' || kind === 'clsact' ? `tc filter show dev ${device} ingress` : `tc qdisc show dev ${device}`;
  return `traffic control (${kind}${counted}) stays on '${device}', where it also meets the frames of guests on '${bridge}'; see '${where}', and change it if it should not`;
}

function xdp(name: string, bridge: string): string {
  return `an XDP program stays on '${name}' and decides before '${bridge}' what guests receive; see that it passes frames for their addresses`;
}

/** The card's own switch does not know the addresses of guests behind a bridge (bridge(8): fdb). */
function virtualFunctions({ name, virtualFunctions: count = 0 }: Link, bridge: string): string[] {
  if (count === 0) return [];
  return [
    `'${name}' has ${count} virtual function${count === 1 ? '' : 's'}, whose users do not reach guests on '${bridge}' by themselves; add each guest's address with 'bridge fdb add ADDRESS dev ${name}'`,
  ];
}

/** EtherTypes that a bridge leaves to its port (IEEE 802.1Q, reserved addresses), and 3, for what hears everything first. */
const goingOn: Readonly<Record<number, string>> = {
  0x0003: 'all protocols',
  0x8809: 'LACP',
  0x88cc: 'LLDP',
  0x888e: '802.1X',
};
const known: Readonly<Record<number, string>> = { 0x0800: 'IPv4', 0x0806: 'ARP', 0x86dd: 'IPv6', 0x88f7: 'PTP' };

/** IPv4 for leases, and ARP for conflicts (RFC 5227): they move with the addresses. */
const ofOwnClient: ReadonlySet<number> = new Set([0x0800, 0x0806]);

/** Whose sockets they are, /proc does not tell an agent that may not look into other processes. */
function sockets({ name, index }: Link, bridge: string, all: readonly PacketSocket[], dhcp: DhcpState): string[] {
  const own = all.filter((socket) => socket.index === index && !isDhcpClients(socket, name, dhcp));
  const protocols = [...new Set(own.map(({ protocol }) => protocol))].filter((protocol) => protocol !== 0x888e);
  const words = (which: (protocol: number) => boolean): string =>
    listOf(
      protocols.filter(which).map((protocol) => goingOn[protocol] ?? known[protocol] ?? `0x${protocol.toString(16)}`),
    );
  const [deaf, hearing] = [words((protocol) => !(protocol in goingOn)), words((protocol) => protocol in goingOn)];
  const see = `see 'ss --packet --processes'`;
  return [
    ...(deaf === ''
      ? []
      : [
          `a packet socket on '${name}' (${deaf}) will receive nothing once '${name}' is a port; ${see}, and restart its program for '${bridge}'`,
        ]),
    ...(hearing === ''
      ? []
      : [
          `a packet socket on '${name}' (${hearing}) stays there, and does not see what guests and the host send each other; ${see}, and restart its program for '${bridge}' if it should`,
        ]),
  ];
}

/** A client that moves with its lease is none of those that stay; it hears everything, or IPv4. */
function isDhcpClients({ protocol }: PacketSocket, name: string, { clients, others }: DhcpState): boolean {
  if (protocol !== 0x0003 && protocol !== 0x0800) return false;
  return others.length > 0 || clients.some(({ interfaces }) => interfaces.length === 0 || interfaces.includes(name));
}

/** A magic packet names the interface's address, which the bridge has too. */
function waking({ name, mac }: Link): string {
  return `'${name}' may wake this host, and goes on to do so by packets for '${mac}'; nothing has to be changed`;
}
