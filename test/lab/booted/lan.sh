#!/bin/sh
# The hardware of a booted host: an unconfigured network card, and a LAN with a router.
set -eu

ip netns add lan
ip link add eth0 address 52:54:00:12:34:56 type veth peer name router address 52:54:00:00:00:01 netns lan
ip -n lan -batch - <<'IP'
link set lo up
link set router up addrgenmode none
addr add 192.0.2.1/24 dev router
addr add 2001:db8:1::1/64 dev router nodad
addr add fe80::1/64 dev router nodad
IP
