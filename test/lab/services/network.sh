#!/bin/bash
# A stand-in for `service network` of a host with network-scripts, for the laboratory: it does with the ifcfg files below
# ROOT what the real one is documented to do (initscripts: sysconfig.txt), as far as Bridgehead's files use it.
#
# usage: network.sh ROOT start|stop|restart|status, or network.sh ROOT ifup|ifdown NAME
set -u
root=$1
action=${2-}
scripts=$root/etc/sysconfig/network-scripts
here=$(dirname "$0")
# shellcheck source=interfaces.sh
. "$here/interfaces.sh"
# shellcheck source=ipv4.sh
. "$here/ipv4.sh"
# shellcheck source=ipv6.sh
. "$here/ipv6.sh"
# shellcheck source=aliases.sh
. "$here/aliases.sh"
# shellcheck source=routes.sh
. "$here/routes.sh"
# shellcheck source=uplinks.sh
. "$here/uplinks.sh"

# The files that count, eth2 before eth10: not backups, and neither the loopback nor an alias nor a range.
names() { list_names | sed 's/[0-9]/ &/' | LC_ALL=C sort -k 1,1 -k 2n | sed 's/ //'; }

list_names() {
  local file
  for file in "$scripts"/ifcfg-*; do
    [ -f "$file" ] || continue
    ignored "$file" && continue
    case $file in *:* | */ifcfg-*-range* | */ifcfg-lo) continue ;; esac
    echo "${file##*/ifcfg-}"
  done
}

# cards, vlans or bridges; nothing for the port of a bond, which comes up with its bond. The real one looks for DEVICE=, TYPE=
# and SLAVE= in the text, comments too, and joins what it finds: a comment can hide the line below it.
kind_of() (
  unset DEVICE TYPE SLAVE
  for key in DEVICE TYPE SLAVE; do eval $(LC_ALL=C grep -F "$key=" "$scripts/ifcfg-$1"); done
  if [ "${SLAVE-}" = yes ]; then
    exit 0
  elif [ "${TYPE-}" = Bridge ]; then
    echo bridges
  elif is_vlan "${DEVICE:-$1}"; then
    echo vlans
  else
    echo cards
  fi
)

wanted_at_boot() { ! grep -Eiq "^ONBOOT=['\"]?no['\"]?" "$scripts/ifcfg-$1"; }

# Kernel settings of a boot; a missing key is ignored.
apply_sysctl() {
  local file
  for file in "$root"/etc/sysctl.d/*.conf "$root"/etc/sysctl.conf; do
    [ -f "$file" ] && sysctl -e -q -p "$file"
  done
  return 0
}

# Cards and bonds first: a port creates its bridge if necessary.
start() {
  local kind name failed=0
  apply_sysctl
  for kind in cards vlans bridges; do
    for name in $(names); do
      [ "$(kind_of "$name")" = "$kind" ] && wanted_at_boot "$name" && { bring_up "$name" || failed=1; }
    done
  done
  add_static_routes
  apply_sysctl
  mkdir -p "$root/var/lock/subsys" && : >"$root/var/lock/subsys/network"
  return $failed
}

# Lines `any` with words for route(8).
add_static_routes() {
  local words
  [ -f "$root/etc/sysconfig/static-routes" ] || return 0
  # shellcheck disable=SC2086
  grep '^any' "$root/etc/sysconfig/static-routes" | while read -r _ words; do route add -$words; done
}

# Bridges first; one without ports is removed when its uplink goes down. A bond takes its ports down.
stop() {
  local kind name
  for kind in bridges vlans cards; do
    for name in $(names); do [ "$(kind_of "$name")" = "$kind" ] && bring_down "$name"; done
  done
  rm -f "$root/var/lock/subsys/network"
}

case $action in
start) start ;;
stop) stop ;;
restart) stop && start ;;
status) names ;;
ifup) bring_up "$3" ;;
ifdown) bring_down "$3" ;;
*)
  echo "usage: service network {start|stop|restart|status}" >&2
  exit 2
  ;;
esac
