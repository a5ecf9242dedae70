# VLANs and bonds, as ifup, ifup-eth and network-functions make them; read by network.sh. The variables of the interface's own
# file are set. For kernels that have 8021q and bonding.

# The service starts these after the cards, and asks only their names.
is_vlan() { case $1 in *.* | vlan*) return 0 ;; esac; return 1; }

is_port_of_bond() { [ "${SLAVE-}" = yes ] && [ -n "${MASTER-}" ]; }

# VID, or else the number in the name, eth0.100 or vlan0100, which wins over PHYSDEV where it names a card.
add_vlan() {
  local number=${VID-} flags=''
  [ "${VLAN-}" = yes ] || return 0
  if [ -z "$number" ]; then
    if [[ $DEVICE =~ ^(.+)\.([0-9]{1,4})$ ]]; then PHYSDEV=${BASH_REMATCH[1]} number=${BASH_REMATCH[2]}; fi
    if [[ $DEVICE =~ ^vlan0*([0-9]{1,4}) ]]; then number=${BASH_REMATCH[1]}; fi
  fi
  [ -n "$number" ] || return 0
  if [ -z "${PHYSDEV-}" ]; then
    complain "PHYSDEV should be set for device $DEVICE"
    return 1
  fi
  ip link set dev "$PHYSDEV" up || return 1
  [ ! -d "/sys/class/net/$DEVICE" ] || return 0
  case ${REORDER_HDR-} in no | 0) flags='reorder_hdr off' ;; esac
  case ${GVRP-} in yes | 1) flags="$flags gvrp on" ;; esac
  modprobe 8021q
  # shellcheck disable=SC2086
  ip link add dev "$DEVICE" link "$PHYSDEV" type vlan id "$number" $flags || return 1
  [ -z "${VLAN_EGRESS_PRIORITY_MAP-}" ] || ip link set "$DEVICE" type vlan egress "$VLAN_EGRESS_PRIORITY_MAP"
}

remove_vlan() { [ -z "${VLAN-}" ] || [ ! -f "/proc/net/vlan/$DEVICE" ] || ip link del dev "$DEVICE" type vlan; }

# A bond as its own file describes it, whoever needs it first; its options can only be set while it is down and has no ports.
# add_bond DEVICE
add_bond() (
  [ -f "$scripts/ifcfg-$1" ] && . "$scripts/ifcfg-$1"
  modprobe bonding max_bonds=0
  [ -d "/sys/class/net/$1/bonding" ] || echo "+$1" >/sys/class/net/bonding_masters || exit 1
  [ -z "$(cat "/sys/class/net/$1/bonding/slaves")" ] || exit 0
  ip link set dev "$1" down
  for first in yes no; do
    for option in ${BONDING_OPTS-}; do
      case ${option%%=*} in mode | miimon) kind=yes ;; primary) continue ;; *) kind=no ;; esac
      [ "$kind" = "$first" ] && set_bond_option "$1" "${option%%=*}" "${option#*=}"
    done
  done
)

# arp_ip_target takes one address at a time.
set_bond_option() {
  local value
  if [ "$2" = arp_ip_target ]; then
    for value in ${3//,/ }; do echo "+${value#+}" >"/sys/class/net/$1/bonding/$2"; done
  else
    echo "$3" >"/sys/class/net/$1/bonding/$2"
  fi
}

join_bond() {
  add_bond "$MASTER" || return 1
  grep -qw "$DEVICE" "/sys/class/net/$MASTER/bonding/slaves" && return 0
  ip link set dev "$DEVICE" down && echo "+$DEVICE" >"/sys/class/net/$MASTER/bonding/slaves"
}

# The names of the files whose interfaces are ports of the bond. ports_of BOND
ports_of() {
  local file
  for file in $(grep -El "^[[:space:]]*MASTER=['\"]?$1['\"]?([[:space:]#]|\$)" "$scripts"/ifcfg-*); do
    ignored "$file" || echo "${file##*/ifcfg-}"
  done
}

# In a shell of its own, so that nothing of the bond's file reaches its port. alone ifup|ifdown NAME
alone() { env -i PATH="$PATH" bash "$here/network.sh" "$root" "$1" "$2"; }

# Its ports first, so that DHCP finds a link.
start_bond() {
  local name option
  [ -d "/sys/class/net/$DEVICE/bonding" ] || return 0
  add_bond "$DEVICE"
  ip link set dev "$DEVICE" up
  for name in $(ports_of "$DEVICE"); do alone ifup "$name"; done
  for option in ${BONDING_OPTS-}; do
    [ "${option%%=*}" != primary ] || echo "${option#*=}" >"/sys/class/net/$DEVICE/bonding/primary"
  done
}
