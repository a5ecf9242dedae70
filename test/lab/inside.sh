#!/bin/bash
# Process 1 of a laboratory (see holder.ts): makes its private files and network namespaces, says "ready", and waits for
# its standard input to end. That happens when stop() closes it, and also when the test runner dies in any way,
# because the kernel closes the other end then. bash, because as process 1 it reaps the orphans of the programs under test.
#
# usage: inside.sh WORK INTERFACES taken|ignored|none
#   WORK: a folder made by holder.ts, which is removed at the end
#   the last word: what becomes of the router's advertisements (see router-advertisements.ts)
set -eu
work=$1
interfaces=$2
advertisements=$3
here=$(dirname "$0")

finish() {
  status=$?
  kill -KILL -1 2>/dev/null || true
  rm -rf --one-file-system "$work"
  exit "$status"
}
trap finish EXIT

# Nothing of the machine's own bus, systemd or network namespaces is visible in here.
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/dbus /run/lock /run/lab/bin
install -m 755 "$work/bin/bridgehead" /run/lab/bin/bridgehead

# NetworkManager and dhclient-script write it.
mount --bind "$work/etc/resolv.conf" /etc/resolv.conf
mount --bind "$work/etc/passwd" /etc/passwd
mount --bind "$work/etc/group" /etc/group
mount --bind "$work/etc/shadow" /etc/shadow
mount --bind "$work/etc/dbus" /etc/dbus-1/system.d
mount --bind "$work/etc/polkit-rules" /etc/polkit-1/rules.d
mount --bind "$work/etc/polkit-actions" /usr/share/polkit-1/actions
# No activation: a bus that starts a stopped polkitd by itself would leave no way to test without one.
mount --bind "$work/etc/bus-services" /usr/share/dbus-1/system-services
mount --bind "$work/sbin" /usr/local/sbin

for name in host router machine; do
  : >"/run/lab/$name"
  unshare --net="/run/lab/$name" true
done
in_host() { nsenter --net=/run/lab/host -- "$@"; }
in_router() { nsenter --net=/run/lab/router -- "$@"; }
in_machine() { nsenter --net=/run/lab/machine -- "$@"; }

# The LAN: a switch that forwards at once, with the router's addresses on it.
in_router ip -batch - <<'IP'
link set lo up
link add lan0 address 52:54:00:00:00:01 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
link set lan0 up addrgenmode none
addr add 192.0.2.1/24 dev lan0
addr add 2001:db8:1::1/64 dev lan0 nodad
addr add fe80::1/64 dev lan0 nodad
link add port-host type veth peer name eth0 address 52:54:00:12:34:56 netns /run/lab/host
link add port-machine type veth peer name eth0 address 52:54:00:00:00:20 netns /run/lab/machine
link set port-host up master lan0
link set port-machine up master lan0
IP
if [ "$interfaces" -gt 1 ]; then
  in_router ip -batch - <<'IP'
link add port-host1 type veth peer name eth1 address 52:54:00:12:34:57 netns /run/lab/host
link set port-host1 up master lan0
IP
  # Otherwise either interface answers for the addresses of both (kernel: ip-sysctl, arp_ignore).
  in_host sysctl -q net.ipv4.conf.all.arp_ignore=1
fi
in_router sysctl -q net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1

if [ "$advertisements" != none ]; then
  in_router perl "$here/advertise.pl" lan0 2001:db8:1:: 1800 >"$work/log/advertisements" &
fi

# It measures the host, with the same addresses in every laboratory.
in_machine sysctl -q net.ipv6.conf.default.accept_ra=0 net.ipv6.conf.eth0.accept_ra=0
in_machine ip -batch - <<'IP'
link set lo up
link set eth0 up addrgenmode none
addr add 192.0.2.20/24 dev eth0
addr add 2001:db8:1::20/64 dev eth0 nodad
addr add fe80::20/64 dev eth0 nodad
route add default via 192.0.2.1
IP

# The host. Its link-local and its advertised address can be used at once, without the second that duplicate address
# detection takes. The router may have been heard before the last line, and `add` refuses a second default route.
in_host sysctl -q net.ipv6.conf.eth0.accept_dad=0
if [ "$advertisements" = ignored ]; then in_host sysctl -q net.ipv6.conf.eth0.accept_ra=0; fi
in_host ip -batch - <<'IP'
link set lo up
link set eth0 up
addr add 192.0.2.10/24 brd + dev eth0
addr add 2001:db8:1::10/64 dev eth0 nodad
route add default via 192.0.2.1 dev eth0
route append default via 2001:db8:1::1 dev eth0 metric 1
IP
if [ "$interfaces" -gt 1 ]; then
  # It has no address until a test gives it one.
  in_host sysctl -q net.ipv6.conf.eth1.accept_ra=0
  in_host ip link set eth1 up
fi

# The host's own view of /sys, and a boot id that the laboratory can change. A process outside the host's network
# namespace, which a reboot empties, holds it; its pid goes to holder.ts.
cat /proc/sys/kernel/random/uuid >/run/lab/boot-id
coproc holder { nsenter --net=/run/lab/host -- unshare --mount --propagation slave bash -ec '
  mount -t sysfs sysfs /sys
  mount --bind /run/lab/boot-id /proc/sys/kernel/random/boot_id
  echo $$
  exec nsenter --net=/proc/1/ns/net -- sleep infinity'; }
read -r mounts <&"${holder[0]}"

# The router answers eth0's solicitation while the lines above run, so this hardly waits.
if [ "$advertisements" = taken ]; then
  in_host bash -c '
    tries=6000
    until [[ $(</proc/self/net/if_inet6) == *20010db800010000505400fffe123456* ]]; do
      [ $((tries -= 1)) -gt 0 ] && sleep 0.01 || exit
    done' || { echo "eth0 has taken no advertisement within a minute" >&2 && exit 1; }
fi
in_host sysctl -q net.ipv6.conf.eth0.accept_dad=1

echo "ready $mounts"
read -r _ || true
