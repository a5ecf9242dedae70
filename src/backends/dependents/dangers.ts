/** What would cut the host off, or keep the interface from becoming a port. Each is the beginning of a sentence. */
import { listOf } from '../../contract/list-of.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { childrenOf, isTunnel } from './children.ts';

/** EtherType of EAP over LAN (IEEE 802.1X). */
const eapol = 0x888e;

/** Why the kernel would not take the interface as a port; undefined where it would. */
export function impossibleOn(port: Link, state: HostState): string | undefined {
  const macsec = childrenOf(port, state).filter(({ kind }) => kind === 'macsec');
  if (macsec.length === 0) return undefined;
  const names = listOf(macsec.map(({ name }) => `'${name}'`));
  // Both take what an interface receives, and only one can (kernel: netdev_rx_handler_register).
  return `interface '${port.name}' carries ${names} (MACsec), and what does cannot be a port of a bridge; remove it first, or bridge another interface`;
}

/** What breaks in a way that the host may not survive. */
export function dangersOf(port: Link, bridge: string, state: HostState): readonly string[] {
  return [...supplicant(port, bridge, state), ...pppoe(port, state), ...tunnels(port, bridge, state)];
}

/**
 * A bridge hands frames for the group address 01:80:C2:00:00:03 to the port's own programs (kernel: br_handle_frame), but not
 * those for the host's address, which are the bridge's then. A switch may let through only the address that it knows.
 */
function supplicant({ name, index }: Link, bridge: string, { dependents }: HostState): string[] {
  if (!dependents.sockets.some((socket) => socket.index === index && socket.protocol === eapol)) return [];
  return [
    `a program speaks 802.1X on '${name}', and the switch may close its port when a guest behind '${bridge}' sends there, or when '${name}' misses its answers; have the switch leave out 802.1X on this port first`,
  ];
}

/** The bridge takes the frames of a session (kernel: pppoe_rcv looks for it on the device that received the frame). */
function pppoe({ name }: Link, { dependents }: HostState): string[] {
  if (!dependents.pppoe.includes(name)) return [];
  return [
    `a PPPoE session runs on '${name}' and would hear nothing there any more; end it first and start it on the bridge`,
  ];
}

/** Where the host's default route leads into a tunnel, the tunnel's packets must still find their way out. */
function tunnels(port: Link, bridge: string, state: HostState): string[] {
  const routed = state.routes.filter(({ destination, table }) => destination === 'default' && table === 'main');
  const lost = childrenOf(port, state).filter(
    (child) => isTunnel(child) && routed.some(({ device }) => device === child.name),
  );
  return lost.map(
    ({ name }) =>
      `the host's default route uses tunnel '${name}', which is bound to '${port.name}' and sends nothing once '${bridge}' has its routes; set the tunnel up without 'dev ${port.name}' first`,
  );
}
