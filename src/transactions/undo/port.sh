# How a port step is undone.
# shellcheck shell=sh

# undo_port STEP INTERFACE BRIDGE MASTER_BEFORE: an interface that has gone, or that another program has plugged in elsewhere,
# is left alone.
undo_port() {
  begun "$1" && same_boot || return 0
  [ "$(master_of "$2")" = "$3" ] || return 0
  if [ -n "$4" ] && link_exists "$4"; then
    ip link set dev "$2" master "$4"
  else
    ip link set dev "$2" nomaster
  fi || report "interface '$2' could not be taken out of '$3'"
}
