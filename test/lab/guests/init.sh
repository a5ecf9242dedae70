#!/bin/sh
# Process 1 of a guest that boots, with only busybox: brings every network interface up, also one that is
# plugged in later, and says so on the console. The MAC 52:54:00:00:02:NN gets 192.0.2.NN and 2001:db8:1::NN, so that the
# laboratory's LAN can reach it, and 192.168.122.NN for libvirt's NAT network; any other gets no address.
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
for module in /modules/*.ko; do insmod "$module"; done

# Each interface answers only for its own address, however many there are on a LAN.
echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore
echo 2 >/proc/sys/net/ipv4/conf/all/arp_announce
ip link set lo up

bring_up() {
  mac=$(cat "/sys/class/net/$1/address")
  echo 0 >"/proc/sys/net/ipv6/conf/$1/accept_dad"
  ip link set "$1" up
  case $mac in
  52:54:00:00:02:*)
    number=$((0x${mac##*:}))
    ip addr add "192.0.2.$number/24" dev "$1"
    ip addr add "192.168.122.$number/24" dev "$1"
    ip addr add "2001:db8:1::$number/64" dev "$1"
    ip route add 192.0.2.0/24 dev "$1" table "$number"
    ip rule add from "192.0.2.$number" table "$number"
    ip -6 route add 2001:db8:1::/64 dev "$1" table "$number"
    ip -6 rule add from "2001:db8:1::$number" table "$number"
    ;;
  esac
  echo "interface $mac up"
}

first=yes
while :; do
  for link in /sys/class/net/eth*; do
    [ "$(cat "$link/operstate" 2>/dev/null)" = down ] && bring_up "${link##*/}"
  done
  [ "$first" = no ] || echo 'guest ready'
  first=no
  sleep 0.2
done
