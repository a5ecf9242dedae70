# Further addresses of one interface, as ifup-aliases does it; read by network.sh. The variables of the interface's own file
# are set; of GATEWAYDEV only the one in /etc/sysconfig/network counts here.

ignored() { case $1 in *~ | *.bak | *.old | *.orig | *.rpmnew | *.rpmorig | *.rpmsave) return 0 ;; esac; return 1; }

is_false() { case ${1-} in [Ff] | [Nn] | 0 | [Nn][Oo] | [Oo][Ff][Ff] | [Ff][Aa][Ll][Ss][Ee]) return 0 ;; esac; return 1; }

# add_aliases DEVICE
add_aliases() {
  local file
  for file in "$scripts/ifcfg-$1:"*; do
    [ -f "$file" ] && ! ignored "$file" && add_alias "$1" "$file"
  done
  for file in "$scripts/ifcfg-$1-range"*; do
    [ -f "$file" ] && ! ignored "$file" && add_range "$1" "$file"
  done
  return 0
}

# The mask, the gateway and the like are the interface's where the file has none; a PREFIX of the interface's beside a NETMASK
# of the alias counts.
add_alias() (
  unset IPADDR IPV6ADDR IPV6ADDR_SECONDARIES IPV6_DEFAULTGW IPV6_DEFAULTDEV ONPARENT DEVICE METRIC
  . "$2"
  is_false "${ONPARENT-}" && exit
  DEVICE=${DEVICE:-${2##*/ifcfg-}}
  [ -n "${IPADDR-}" ] && label_address "$1"
  DEVICE=$1
  if [ -n "${IPV6ADDR-}" ] && ! is_false "${IPV6INIT-}"; then ip -6 addr add "$IPV6ADDR" dev "$1"; fi
)

label_address() {
  local length
  length=$(length_of "$IPADDR" "${PREFIX-}" "${NETMASK-}")
  BROADCAST=
  ip addr add "$IPADDR/$length" brd "$(broadcast_of "$IPADDR" "$length")" dev "$1" label "$DEVICE"
  case ${NO_ALIASROUTING-} in yes | true | on) return ;; esac
  if [ -n "${GATEWAY-}" ] && { [ -z "$gateway_device" ] || [ "$gateway_device" = "$DEVICE" ]; }; then
    ip route show default scope global | grep -qF "via $GATEWAY " || ip route replace default via "$GATEWAY" dev "$1"
  fi
  add_routes "$DEVICE" "$DEVICE"
}

# IPADDR_START to IPADDR_END, which differ in their last number, with the labels DEVICE:CLONENUM_START and on.
add_range() (
  unset ONPARENT CLONENUM_START
  . "$2"
  is_false "${ONPARENT-}" && exit
  [ "${IPADDR_START%.*}" = "${IPADDR_END%.*}" ] || exit
  clone=${CLONENUM_START:-0}
  for number in $(seq "${IPADDR_START##*.}" "${IPADDR_END##*.}"); do
    IPADDR=${IPADDR_START%.*}.$number
    DEVICE=$1:$clone
    label_address "$1"
    clone=$((clone + 1))
  done
)
