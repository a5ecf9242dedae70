/** One `ip -batch` by an expert who knows the traps (bridge(8), ip-address(8)): the limit. */
import { uplink, type Way } from './way.ts';

/** Without these entries the bridge's first ARP request or neighbour solicitation may get lost, which costs a second. */
const neighbours = (device: string): string[] => [
  `neigh replace 192.0.2.1 lladdr 52:54:00:00:00:01 dev ${device} nud reachable`,
  `neigh replace 192.0.2.20 lladdr 52:54:00:00:00:20 dev ${device} nud reachable`,
  `neigh replace 2001:db8:1::1 lladdr 52:54:00:00:00:01 dev ${device} nud reachable`,
  `neigh replace 2001:db8:1::20 lladdr 52:54:00:00:00:20 dev ${device} nud reachable`,
];

const addresses = (device: string): string[] => [
  `addr add ${uplink.ipv4} brd + dev ${device}`,
  `addr add ${uplink.ipv6} dev ${device} nodad`,
  `addr add fe80::5054:ff:fe12:3456/64 dev ${device} nodad`,
];

/** With the metrics that the host's routes have (test/lab/inside.sh): others would be beside them. */
const routes = (device: string): string[] => [
  `route replace default via ${uplink.gateway4} dev ${device}`,
  `route replace default via ${uplink.gateway6} dev ${device} metric 1`,
];

export const createBatch = [
  `link add name br0 address ${uplink.mac} type bridge stp_state 0 forward_delay 0`,
  'link set dev br0 addrgenmode none',
  'link set dev br0 up',
  ...addresses('br0'),
  ...neighbours('br0'),
  'link set dev eth0 master br0',
  `addr del ${uplink.ipv4} dev eth0`,
  `addr del ${uplink.ipv6} dev eth0`,
  'addr del fe80::5054:ff:fe12:3456/64 dev eth0',
  ...routes('br0'),
];

/** And back. */
export const deleteBatch = [
  ...addresses('eth0'),
  ...neighbours('eth0'),
  'link set dev eth0 nomaster',
  ...routes('eth0'),
  'link del dev br0',
];

export const byHand: Way = {
  name: 'byHand',
  packages: ['iproute2'],
  prepare: () => Promise.resolve(),
  change: async (lab) => {
    await lab.hostOk(['ip', '-batch', '-'], { input: `${createBatch.join('\n')}\n` });
  },
};
