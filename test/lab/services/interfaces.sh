# One interface up or down, from its ifcfg file; read by network.sh. Each works in a subshell: the file is bash, and
# what it sets must not reach the next.

complain() { echo "ifup: $*" >&2; }

bring_up() (
  [ -f "$root/etc/sysconfig/network" ] && . "$root/etc/sysconfig/network"
  . "$scripts/ifcfg-$1" || exit 1
  DEVICE=${DEVICE:-$1}
  if [ "${TYPE-}" = Bridge ] && ! [ -d "/sys/class/net/$DEVICE" ]; then
    add_bridge "$DEVICE" || exit 1
  fi
  if ! [ -d "/sys/class/net/$DEVICE" ]; then
    complain "device $DEVICE does not seem to be present, delaying initialization"
    exit 1
  fi
  check_mac || exit 1
  [ -n "${MACADDR-}" ] && ip link set dev "$DEVICE" address "$MACADDR"
  [ -n "${MTU-}" ] && ip link set dev "$DEVICE" mtu "$MTU"
  if [ -n "${BRIDGE-}" ]; then
    join_bridge
    exit
  fi
  [ "${TYPE-}" = Bridge ] && set_bridge_options
  ip link set dev "$DEVICE" up || exit 1
  if [ "${BOOTPROTO-}" = dhcp ]; then start_dhclient; else add_ipv4; fi && add_ipv6 && add_routes || exit
  set_zone
)

bring_down() (
  . "$scripts/ifcfg-$1" || exit 1
  DEVICE=${DEVICE:-$1}
  [ -d "/sys/class/net/$DEVICE" ] || exit 0
  stop_dhclient
  ip addr flush dev "$DEVICE" scope global
  ip -4 addr flush dev "$DEVICE"
  ip link set dev "$DEVICE" down
  if [ -n "${BRIDGE-}" ]; then
    ip link set dev "$DEVICE" nomaster
    remove_empty_bridge "$BRIDGE"
  elif [ "${TYPE-}" = Bridge ]; then
    remove_empty_bridge "$DEVICE"
  fi
)

# As ifup-eth and ifdown-eth do, with Debian's folder for the leases.
start_dhclient() {
  # shellcheck disable=SC2086
  dhclient ${DHCLIENTARGS-} -1 -q -lf "/var/lib/dhcp/dhclient-$DEVICE.leases" -pf "/run/dhclient-$DEVICE.pid" "$DEVICE"
}

stop_dhclient() {
  [ -f "/run/dhclient-$DEVICE.pid" ] || return 0
  kill "$(cat "/run/dhclient-$DEVICE.pid")" 2>/dev/null
  rm -f "/run/dhclient-$DEVICE.pid"
}

remove_empty_bridge() {
  [ -d "/sys/class/net/$1/brif" ] || return 0
  [ -n "$(ls "/sys/class/net/$1/brif")" ] || ip link del dev "$1"
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

# DELAY is in seconds, as brctl takes it (initscripts up to 9).
set_bridge_options() {
  case ${STP-no} in on | yes) ip link set dev "$DEVICE" type bridge stp_state 1 ;; *) ip link set dev "$DEVICE" type bridge stp_state 0 ;; esac
  for option in ${BRIDGING_OPTS-}; do
    case $option in
      forward_delay=*) ip link set dev "$DEVICE" type bridge forward_delay "${option#*=}" ;;
      multicast_snooping=*) ip link set dev "$DEVICE" type bridge mcast_snooping "${option#*=}" ;;
    esac
  done
  [ -n "${DELAY-}" ] && ip link set dev "$DEVICE" type bridge forward_delay "$((DELAY * 100))"
  return 0
}

add_ipv4() {
  local number address prefix mask gateway
  for number in '' 0 1 2 3 4 5 6 7 8 9; do
    eval "address=\${IPADDR$number-} prefix=\${PREFIX$number-} mask=\${NETMASK$number-}"
    [ -n "$address" ] || continue
    ip addr add "$address/${prefix:-${mask:-24}}" brd + dev "$DEVICE" || return 1
  done
  gateway=${GATEWAY-}
  [ -n "$gateway" ] && { [ -z "${GATEWAYDEV-}" ] || [ "$GATEWAYDEV" = "$DEVICE" ]; } || return 0
  # Only a gateway that can be reached through this interface (one GATEWAY= in /etc/sysconfig/network serves them all).
  ip route replace default via "$gateway" dev "$DEVICE" 2>/dev/null || true
}

add_ipv6() {
  local address gateway=${IPV6_DEFAULTGW-}
  [ "${IPV6_AUTOCONF-yes}" = no ] && sysctl -q "net.ipv6.conf.$DEVICE.accept_ra=0"
  for address in ${IPV6ADDR-} ${IPV6ADDR_SECONDARIES-}; do
    ip -6 addr add "$address" dev "$DEVICE" || return 1
  done
  [ -n "$gateway" ] || return 0
  ip -6 route replace default via "${gateway%%%*}" dev "$DEVICE"
}

# route-DEVICE and route6-DEVICE, in the form that holds the words of `ip route add`.
add_routes() {
  local family file line
  for family in 4 6; do
    file=$scripts/route-$DEVICE
    [ "$family" = 6 ] && file=$scripts/route6-$DEVICE
    [ -f "$file" ] || continue
    while read -r line; do
      case $line in '' | '#'*) continue ;; esac
      # shellcheck disable=SC2086
      ip "-$family" route add $line || ip "-$family" route add $line dev "$DEVICE"
    done <"$file"
  done
  return 0
}

# As ifup-post does: without ZONE, firewalld puts the device into its default zone.
set_zone() {
  [ -d "$root/etc/firewalld" ] || return 0
  busctl call org.fedoraproject.FirewallD1 /org/fedoraproject/FirewallD1 org.fedoraproject.FirewallD1.zone \
    changeZoneOfInterface ss "${ZONE-}" "$DEVICE" >/dev/null 2>&1
  return 0
}
