#!/bin/bash
# A stand-in for `service network` of a host with network-scripts, for the laboratory: it does with the ifcfg files below
# ROOT what the real one is documented to do (initscripts: sysconfig.txt), as far as Bridgehead's files use it.
#
# usage: network.sh ROOT start|stop|restart|status
set -u
root=$1
action=${2-}
scripts=$root/etc/sysconfig/network-scripts
here=$(dirname "$0")
# shellcheck source=interfaces.sh
. "$here/interfaces.sh"
# shellcheck source=aliases.sh
. "$here/aliases.sh"
# shellcheck source=routes.sh
. "$here/routes.sh"

# The files that count: not backups, and neither the loopback nor an alias nor a range.
names() {
  local file
  for file in "$scripts"/ifcfg-*; do
    [ -f "$file" ] || continue
    ignored "$file" && continue
    case $file in *:* | */ifcfg-*-range* | */ifcfg-lo) continue ;; esac
    echo "${file##*/ifcfg-}"
  done
}

# The real one looks for TYPE= in the text, comments too, and joins what it finds: a comment can hide the line below it.
is_bridge() (
  unset TYPE
  eval $(LC_ALL=C grep -F TYPE= "$scripts/ifcfg-$1")
  [ "${TYPE-}" = Bridge ]
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

# Interfaces first: a port creates its bridge if necessary.
start() {
  local name failed=0
  apply_sysctl
  for name in $(names); do is_bridge "$name" || { wanted_at_boot "$name" && { bring_up "$name" || failed=1; }; }; done
  for name in $(names); do is_bridge "$name" && wanted_at_boot "$name" && { bring_up "$name" || failed=1; }; done
  add_static_routes
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

# Bridges first; one without ports is removed when its uplink goes down.
stop() {
  local name
  for name in $(names); do is_bridge "$name" && bring_down "$name"; done
  for name in $(names); do is_bridge "$name" || bring_down "$name"; done
  rm -f "$root/var/lock/subsys/network"
}

case $action in
start) start ;;
stop) stop ;;
restart) stop && start ;;
status) names ;;
*)
  echo "usage: service network {start|stop|restart|status}" >&2
  exit 2
  ;;
esac
