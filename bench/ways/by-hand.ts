/** One `ip -batch` by an expert who knows the traps (bridge(8), ip-address(8)): the limit. */
import type { Way } from './way.ts';
import { uplink } from './way.ts';

/** Without these entries the bridge's first ARP request or neighbour solicitation may get lost, which costs a second. */
const neighbours = [
  'neigh replace 192.0.2.1 lladdr 52:54:00:00:00:01 dev br0 nud reachable',
  'neigh replace 192.0.2.20 lladdr 52:54:00:00:00:20 dev br0 nud reachable',
  'neigh replace 2001:db8:1::1 lladdr 52:54:00:00:00:01 dev br0 nud reachable',
  'neigh replace 2001:db8:1::20 lladdr 52:54:00:00:00:20 dev br0 nud reachable',
];

const batch = [
  `link add name br0 address ${uplink.mac} type bridge stp_state 0 forward_delay 0`,
  'link set dev br0 addrgenmode none',
  'link set dev br0 up',
  `addr add ${uplink.ipv4} brd + dev br0`,
  `addr add ${uplink.ipv6} dev br0 nodad`,
  'addr add fe80::5054:ff:fe12:3456/64 dev br0 nodad',
  ...neighbours,
  'link set dev eth0 master br0',
  `addr del ${uplink.ipv4} dev eth0`,
  `addr del ${uplink.ipv6} dev eth0`,
  'addr del fe80::5054:ff:fe12:3456/64 dev eth0',
  `route replace default via ${uplink.gateway4} dev br0`,
  `route replace default via ${uplink.gateway6} dev br0`,
];

export const byHand: Way = {
  name: 'one ip -batch by hand (the limit)',
  prepare: () => Promise.resolve(),
  change: async (lab) => {
    await lab.hostOk(['ip', '-batch', '-'], { input: `${batch.join('\n')}\n` });
  },
};
