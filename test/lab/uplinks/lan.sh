#!/bin/sh
# The hardware of a host with VLANs and a bond: three unconfigured cards, and a LAN at their other ends. port0 leads to a switch
# port with tagged VLANs 100 and 200, port1 and port2 to one that speaks LACP, with tagged VLAN 300.
set -eu

modprobe 8021q
modprobe bonding max_bonds=0
ip netns add lan
for number in 0 1 2; do
  ip link add "eth$number" address "52:54:00:12:34:5$number" type veth \
    peer name "port$number" address "52:54:00:00:00:0$number" netns lan
done
ip -n lan -batch - <<'IP'
link set lo up
link set port0 up
link add link port0 name port0.100 type vlan id 100
link add link port0 name port0.200 type vlan id 200
link add trunk type bond mode 802.3ad miimon 100 lacp_rate fast
link set port1 master trunk
link set port2 master trunk
link set trunk up
link add link trunk name trunk.300 type vlan id 300
IP

# address LINK NETWORK4 NETWORK6
address() {
  ip -n lan link set "$1" up
  ip -n lan addr add "$2.1/24" dev "$1"
  ip -n lan addr add "$3::1/64" dev "$1" nodad
}
address port0 192.0.2 2001:db8:1
address port0.100 198.51.100 2001:db8:100
address port0.200 203.0.113 2001:db8:200
address trunk 10.0.1 2001:db8:b0
address trunk.300 10.0.3 2001:db8:300
