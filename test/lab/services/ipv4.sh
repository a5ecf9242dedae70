# IPv4 addresses and the default route of one interface, as ifup-eth makes them; read by network.sh.

# Up to the first gap from IPADDR2 on. SCOPE may be `peer ADDRESS`. From initscripts 9.49 on `ip addr change` makes the lifetime
# endless, and an address with a peer then comes a second time, without one.
add_ipv4() {
  local number address length name prefix mask
  for number in '' 0 1 2 3 4 5 6 7 8 9; do
    name=IPADDR$number prefix=PREFIX$number mask=NETMASK$number
    address=${!name-} length=$(length_of "${!name-}" "${!prefix-}" "${!mask-}")
    if [ -z "$address" ]; then
      case $number in '' | 0 | 1) continue ;; *) break ;; esac
    fi
    # shellcheck disable=SC2086
    ip addr add "$address/$length" brd "$(broadcast_of "$address" "$length")" dev "$DEVICE" ${SCOPE-} label "$DEVICE" || return 1
    ip addr change "$address/$length" dev "$DEVICE" valid_lft forever preferred_lft forever
    add_default "$address" "$length"
  done
}

# The prefix length: as it is, or of the mask, or that of the address's class (ipcalc(1)). length_of ADDRESS PREFIX NETMASK
length_of() {
  local mask length=0
  [ -z "$2" ] || { echo "$2" && return; }
  [ -n "$3" ] || { length_of_class "${1%%.*}" && return; }
  case $3 in *.*) mask=$(number_of "$3") ;; *) echo "$3" && return ;; esac
  while [ $((mask & 0x80000000)) != 0 ]; do mask=$((mask << 1)) length=$((length + 1)); done
  echo "$length"
}

length_of_class() { if [ "${1:-0}" -lt 128 ]; then echo 8; elif [ "$1" -lt 192 ]; then echo 16; else echo 24; fi; }

# For a single address ip's `+` gives none, and ipcalc(1) the address. broadcast_of ADDRESS LENGTH
broadcast_of() { if [ -n "${BROADCAST-}" ]; then echo "$BROADCAST"; elif [ "$2" = 32 ]; then echo "$1"; else echo +; fi; }

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

# The network's number, of an address with its prefix length.
network_of() { echo $(($(number_of "$1") & 0xffffffff << (32 - $2) & 0xffffffff)); }

number_of() {
  local a b c d
  IFS=. read -r a b c d <<<"$1"
  echo $(((a << 24) + (b << 16) + (c << 8) + d))
}

# Initscripts from 9 on give each device's a metric of its own.
add_zeroconf() {
  [ -n "${NOZEROCONF-}" ] || [ "$DEVICE" = lo ] ||
    ip route add 169.254.0.0/16 dev "$DEVICE" metric $((1000 + $(cat "/sys/class/net/$DEVICE/ifindex"))) scope link
  return 0
}
