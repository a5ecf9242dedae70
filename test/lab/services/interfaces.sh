# One interface up or down, from its ifcfg file; read by network.sh. Each works in a subshell: the file is bash, and
# what it sets must not reach the next.

complain() { echo "ifup: $*" >&2; }

bring_up() (
  [ -f "$root/etc/sysconfig/network" ] && . "$root/etc/sysconfig/network"
  gateway_device=${GATEWAYDEV-}
  . "$scripts/ifcfg-$1" || exit 1
  [ -r "$scripts/keys-$1" ] && . "$scripts/keys-$1"
  DEVICE=${DEVICE:-$(device_of_mac "${HWADDR-}" "$1")}
  add_vlan || exit 1
  if [ "${TYPE-}" = Bridge ] && ! [ -d "/sys/class/net/$DEVICE" ]; then
    add_bridge "$DEVICE" || exit 1
  fi
  [ -z "${BONDING_OPTS-}" ] || add_bond "$DEVICE" || exit 1
  if ! [ -d "/sys/class/net/$DEVICE" ]; then
    complain "device $DEVICE does not seem to be present, delaying initialization"
    exit 1
  fi
  check_mac || exit 1
  [ -n "${MACADDR-}" ] && ip link set dev "$DEVICE" address "$MACADDR"
  [ -n "${MTU-}" ] && ip link set dev "$DEVICE" mtu "$MTU"
  if is_port_of_bond; then
    join_bond
    exit
  fi
  start_bond
  if [ -n "${BRIDGE-}" ]; then
    join_bridge
    exit
  fi
  [ "${TYPE-}" = Bridge ] && set_bridge_options
  ip link set dev "$DEVICE" up || exit 1
  if [ "${BOOTPROTO-}" = dhcp ]; then start_dhclient; else add_ipv4; fi && add_zeroconf && add_ipv6 && start_dhclient6 || exit
  add_aliases "$DEVICE"
  case ${NOROUTESET-} in yes | true | on | 1) ;; *) add_routes "$DEVICE" "$1" ;; esac
  set_zone
)

bring_down() (
  . "$scripts/ifcfg-$1" || exit 1
  DEVICE=${DEVICE:-$(device_of_mac "${HWADDR-}" "$1")}
  [ -d "/sys/class/net/$DEVICE" ] || exit 0
  for port in $(ports_of "$DEVICE"); do alone ifdown "$port"; done
  stop_dhclient
  remove_rules "$DEVICE" "$1"
  ip addr flush dev "$DEVICE" scope global
  ip -4 addr flush dev "$DEVICE"
  is_port_of_bond && echo "-$DEVICE" >"/sys/class/net/$MASTER/bonding/slaves" 2>/dev/null
  ip link set dev "$DEVICE" down
  if [ -n "${BRIDGE-}" ]; then
    ip link set dev "$DEVICE" nomaster
    remove_empty_bridge "$BRIDGE"
  elif [ "${TYPE-}" = Bridge ]; then
    remove_empty_bridge "$DEVICE"
  fi
  remove_vlan
)

# As ifup-eth and ifdown-eth do, with Debian's folder for the leases.
start_dhclient() {
  local file=/etc/dhcp/dhclient-$DEVICE.conf
  [ -s "$root$file" ] || file=
  # shellcheck disable=SC2086
  dhclient ${DHCLIENTARGS-} -1 -q ${file:+-cf $file} -lf "/var/lib/dhcp/dhclient-$DEVICE.leases" -pf "/run/dhclient-$DEVICE.pid" "$DEVICE"
}

start_dhclient6() {
  case ${DHCPV6C-} in [Yy1]* | true | on) ;; *) return 0 ;; esac
  wait_tentative
  # shellcheck disable=SC2086
  dhclient -6 -1 ${DHCPV6C_OPTIONS-} -lf "/var/lib/dhcp/dhclient6-$DEVICE.leases" -pf "/run/dhclient6-$DEVICE.pid" "$DEVICE"
}

# As ifup-ipv6 waits (network-functions-ipv6: ipv6_wait_tentative): dhclient asks from the link-local address.
wait_tentative() {
  for _ in $(seq 300); do
    [ -z "$(ip -6 addr show dev "$DEVICE" tentative)" ] && [ -n "$(ip -6 addr show dev "$DEVICE" scope link)" ] && return
    sleep 0.1
  done
}

stop_dhclient() {
  local file
  for file in "/run/dhclient-$DEVICE.pid" "/run/dhclient6-$DEVICE.pid"; do
    [ -f "$file" ] || continue
    kill "$(cat "$file")" 2>/dev/null
    rm -f "$file"
  done
}

remove_empty_bridge() {
  [ -d "/sys/class/net/$1/brif" ] || return 0
  [ -n "$(ls "/sys/class/net/$1/brif")" ] || ip link del dev "$1"
}

# device_of_mac HWADDR NICK: where a file has no DEVICE.
device_of_mac() {
  local link
  for link in /sys/class/net/*; do
    [ ! -d "$link/bridge" ] && grep -qix "${1:-none}" "$link/address" && echo "${link##*/}" && return
  done
  echo "$2"
}

# HWADDR names the interface that the file is for; MACADDR may have changed its MAC.
check_mac() {
  local found
  [ -n "${HWADDR-}" ] || return 0
  found=$(tr a-f A-F <"/sys/class/net/$DEVICE/address")
  case $found in "$(echo "$HWADDR" | tr a-f A-F)" | "$(echo "${MACADDR-none}" | tr a-f A-F)") return 0 ;; esac
  complain "device $DEVICE has different MAC address than expected, ignoring"
  return 1
}

# As udev has it done for each new device (systemd: 99-systemd.rules, systemd-sysctl --prefix=…): before it is up, here.
add_bridge() {
  ip link add name "$1" type bridge && apply_sysctl
}

# The address keys of a port are not looked at. Its bridge comes up by its own file, once it has its MACADDR: the link-local
# address is made of what it has then, and udev may have given it another one meanwhile (systemd.link(5): MACAddressPolicy=).
join_bridge() {
  [ -d "/sys/class/net/$BRIDGE" ] || add_bridge "$BRIDGE" || return 1
  ip -4 addr flush dev "$DEVICE"
  ip -6 addr flush dev "$DEVICE" scope global
  ip link set dev "$DEVICE" up && ip link set dev "$DEVICE" master "$BRIDGE"
}

# DELAY is in seconds, as brctl takes it (initscripts up to 9). BRIDGING_OPTS are names below /sys (initscripts: ifup-eth).
set_bridge_options() {
  local option
  case ${STP-} in on | yes) set_bridge stp_state 1 ;; off | no) set_bridge stp_state 0 ;; esac
  [ -z "${DELAY-}" ] || set_bridge forward_delay "$((DELAY * 100))"
  [ -z "${PRIO-}" ] || set_bridge priority "$PRIO"
  [ -z "${AGEING-}" ] || set_bridge ageing_time "$((AGEING * 100))"
  for option in ${BRIDGING_OPTS-}; do set_bridge "${option%%=*}" "${option##*=}"; done
  return 0
}

# By ip(8), because a container may not write to /sys.
set_bridge() { ip link set dev "$DEVICE" type bridge "${1/#multicast_/mcast_}" "$2"; }

# As ifup-post does: without ZONE, firewalld puts the device into its default zone.
set_zone() {
  [ -d "$root/etc/firewalld" ] || return 0
  busctl call org.fedoraproject.FirewallD1 /org/fedoraproject/FirewallD1 org.fedoraproject.FirewallD1.zone \
    changeZoneOfInterface ss "${ZONE-}" "$DEVICE" >/dev/null 2>&1
  return 0
}
