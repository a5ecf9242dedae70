# One interface up or down, from its ifcfg file; read by network.sh. Each works in a subshell: the file is bash, and
# what it sets must not reach the next.

complain() { echo "ifup: $*" >&2; }

bring_up() (
  [ -f "$root/etc/sysconfig/network" ] && . "$root/etc/sysconfig/network"
  . "$scripts/ifcfg-$1" || exit 1
  [ -r "$scripts/keys-$1" ] && . "$scripts/keys-$1"
  DEVICE=${DEVICE:-$(device_of_mac "${HWADDR-}" "$1")}
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
  if [ "${BOOTPROTO-}" = dhcp ]; then start_dhclient; else add_ipv4; fi && add_ipv6 && start_dhclient6 || exit
  add_aliases "$DEVICE"
  add_routes "$DEVICE" "$1"
  set_zone
)

bring_down() (
  . "$scripts/ifcfg-$1" || exit 1
  DEVICE=${DEVICE:-$(device_of_mac "${HWADDR-}" "$1")}
  [ -d "/sys/class/net/$DEVICE" ] || exit 0
  stop_dhclient
  remove_rules "$DEVICE" "$1"
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

# SCOPE may be `peer ADDRESS`.
add_ipv4() {
  local number address prefix mask
  for number in '' 0 1 2 3 4 5 6 7 8 9; do
    eval "address=\${IPADDR$number-} prefix=\${PREFIX$number-} mask=\${NETMASK$number-}"
    [ -n "$address" ] || continue
    # shellcheck disable=SC2086
    ip addr add "$address/${prefix:-${mask:-24}}" brd + dev "$DEVICE" ${SCOPE-} label "$DEVICE" || return 1
    add_default "$address" "${prefix:-${mask:-24}}"
  done
}

# Once, for the first address: only a gateway in its network (one GATEWAY= in /etc/sysconfig/network serves all interfaces).
add_default() {
  [ -z "${seen_first-}" ] || return 0
  seen_first=yes
  is_false "${DEFROUTE-}" && return 0
  [ -z "${GATEWAYDEV-}" ] || [ "$GATEWAYDEV" = "$DEVICE" ] || return 0
  if [ -n "${GATEWAY-}" ] && [ "$(network_of "$GATEWAY" "$2")" = "$(network_of "$1" "$2")" ]; then
    # shellcheck disable=SC2086
    ip route replace default ${METRIC:+metric $METRIC} ${EXTRA_ROUTE_OPTS-} via "$GATEWAY" ${GATEWAYDEV:+dev $GATEWAYDEV}
  elif [ "${GATEWAYDEV-}" = "$DEVICE" ]; then
    # shellcheck disable=SC2086
    ip route replace default ${METRIC:+metric $METRIC} ${EXTRA_ROUTE_OPTS-} dev "$DEVICE"
  fi
  return 0
}

# The network's number, of an address with its prefix length or mask.
network_of() {
  local mask
  case $2 in *.*) mask=$(number_of "$2") ;; *) mask=$((0xffffffff << (32 - $2) & 0xffffffff)) ;; esac
  echo $(($(number_of "$1") & mask))
}

number_of() {
  local a b c d
  IFS=. read -r a b c d <<<"$1"
  echo $(((a << 24) + (b << 16) + (c << 8) + d))
}

# A gateway of another device, by its zone or IPV6_DEFAULTDEV, is not this one's.
add_ipv6() {
  local address gateway=${IPV6_DEFAULTGW-} device=${IPV6_DEFAULTDEV-}
  is_false "${IPV6INIT-}" && return 0
  [ "${IPV6_AUTOCONF-yes}" = no ] && [ "${IPV6_FORCE_ACCEPT_RA-}" != yes ] && sysctl -q "net.ipv6.conf.$DEVICE.accept_ra=0"
  [ "${IPV6_PRIVACY-}" = rfc3041 ] && sysctl -q "net.ipv6.conf.$DEVICE.use_tempaddr=2"
  for address in ${IPV6ADDR-} ${IPV6ADDR_SECONDARIES-}; do
    case $address in */*) ;; *) address=$address/64 ;; esac
    ip -6 addr add "$address" dev "$DEVICE" || return 1
  done
  add_static_routes6 "$DEVICE"
  case $gateway in *%*) device=${gateway#*%} ;; esac
  [ -n "$gateway" ] && { [ -z "$device" ] || [ "$device" = "$DEVICE" ]; } || return 0
  ip -6 route replace default via "${gateway%%%*}" dev "$DEVICE"
}

# As ifup-post does: without ZONE, firewalld puts the device into its default zone.
set_zone() {
  [ -d "$root/etc/firewalld" ] || return 0
  busctl call org.fedoraproject.FirewallD1 /org/fedoraproject/FirewallD1 org.fedoraproject.FirewallD1.zone \
    changeZoneOfInterface ss "${ZONE-}" "$DEVICE" >/dev/null 2>&1
  return 0
}
