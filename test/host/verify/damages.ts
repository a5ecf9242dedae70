/** Damages done by hand, and the check that must report each. */
export const damages: readonly (readonly [what: string, check: string, command: string])[] = [
  ['the uplink taken out of the bridge', 'interface-in-bridge', 'ip link set eth0 nomaster'],
  ['another MAC', 'mac', 'ip link set br0 address 02:00:00:00:00:02'],
  ['a smaller MTU', 'mtu', 'ip link set br0 mtu 1400'],
  ['a smaller MTU of the uplink', 'mtu', 'ip link set eth0 mtu 1400'],
  ['STP', 'stp', 'ip link set br0 type bridge stp_state 1'],
  ['an IPv4 address gone', 'addresses', 'ip addr del 192.0.2.10/24 dev br0'],
  ['an IPv6 address gone', 'addresses', 'ip addr del 2001:db8:1::10/64 dev br0'],
  [
    'an address on the interface too',
    'addresses',
    'ip addr add 192.0.2.10/24 dev eth0; ip addr add 2001:db8:1::10/64 dev eth0 nodad',
  ],
  [
    'a second default route by the interface',
    'default-route',
    'ip route add default via 192.0.2.1 dev eth0 onlink metric 50',
  ],
  [
    'the host on the interface, which is a port of no bridge',
    'interface-in-bridge',
    `ip link set eth0 nomaster; ip addr flush dev br0 scope global; ip -4 addr add 192.0.2.10/24 dev eth0
    ip addr add 2001:db8:1::10/64 dev eth0 nodad; ip route add default via 192.0.2.1
    ip -6 route flush default; ip -6 route append default via 2001:db8:1::1 dev eth0`,
  ],
  [
    'the host on the interface, which is a port of the bridge',
    'addresses',
    `ip addr flush dev br0 scope global; ip -4 addr add 192.0.2.10/24 dev eth0
    ip addr add 2001:db8:1::10/64 dev eth0 nodad; ip route add default via 192.0.2.1
    ip -6 route flush default; ip -6 route append default via 2001:db8:1::1 dev eth0`,
  ],
  ['the IPv4 default route gone', 'default-route', 'ip -4 route del default'],
  ['the IPv6 default route gone', 'default-route', 'ip -6 route del default via 2001:db8:1::1'],
  ['the default route by the uplink', 'default-route', 'ip route replace default via 192.0.2.1 dev eth0 onlink'],
  ['the bridge down', 'bridge', 'ip link set br0 down'],
  ['the uplink down', 'carrier', 'ip link set eth0 down'],
  ['the uplink in a NAT bridge', 'not-nat-bridge', 'ip link add virbr0 type bridge; ip link set eth0 master virbr0'],
  [
    'bridged frames sent to a firewall that drops them',
    'bridged-traffic',
    'iptables -P FORWARD DROP; sysctl -q net.bridge.bridge-nf-call-iptables=1',
  ],
];
