# IPv6 settings, addresses and routes of one interface, as ifup-ipv6 makes them; read by network.sh.

# The settings are made whatever the file says of them (initscripts: ifup-ipv6).
add_ipv6() {
  local address automatic=1 listens=1
  is_false "${IPV6INIT-}" && return 0
  if [ "${IPV6_AUTOCONF-yes}" = no ]; then
    automatic=0
    [ "${IPV6_FORCE_ACCEPT_RA-}" = yes ] || listens=0
  fi
  if [ "${IPV6_SET_SYSCTLS-}" != no ]; then
    set_ipv6 accept_ra "$listens"
    set_ipv6 accept_redirects "$automatic"
    set_ipv6 autoconf "$automatic"
    [ "${IPV6_PRIVACY-}" != rfc3041 ] || set_ipv6 use_tempaddr 2
  fi
  [ -z "${IPV6_MTU-}" ] || ip link set dev "$DEVICE" mtu "$IPV6_MTU"
  for address in ${IPV6ADDR-} ${IPV6ADDR_SECONDARIES-}; do
    case $address in */*) ;; *) address=$address/64 ;; esac
    ip -6 addr add "$address" dev "$DEVICE" || return 1
  done
  add_default6
  add_static_routes6 "$DEVICE"
}

set_ipv6() { echo "$2" >"/proc/sys/net/ipv6/conf/$DEVICE/$1"; }

# A gateway of another device, by its zone or IPV6_DEFAULTDEV, is not this one's; a link-local one needs either. Without them the
# kernel knows whose it is (initscripts: network-functions-ipv6, ipv6_set_default_route).
add_default6() {
  local gateway=${IPV6_DEFAULTGW-} device=${IPV6_DEFAULTDEV-}
  case $gateway in *%*) device=${gateway#*%} ;; esac
  gateway=${gateway%%%*}
  case $gateway in
  fe80:*) [ -n "$device" ] || return 0 ;;
  '' | ::) [ -n "$device" ] || return 0 ;;
  esac
  [ -z "$device" ] || [ "$device" = "$DEVICE" ] || return 0
  # shellcheck disable=SC2086
  ip -6 route add default ${gateway:+via $gateway} ${device:+dev $device} metric 1 2>/dev/null
  return 0
}

# Lines `DEVICE NETWORK GATEWAY` (ifup-ipv6).
add_static_routes6() {
  local device network gateway
  [ -f "$root/etc/sysconfig/static-routes-ipv6" ] || return 0
  grep -w "^$1" "$root/etc/sysconfig/static-routes-ipv6" | while read -r device network gateway; do
    ip -6 route add "$network" via "$gateway" dev "$device" metric 1
  done
}
