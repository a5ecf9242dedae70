# How a port step is undone.
# shellcheck shell=sh

# undo_port STEP INTERFACE BRIDGE: an interface that has gone, or that another program has plugged in elsewhere, is left alone.
undo_port() {
  begun "$1" && same_boot || return 0
  [ "$(master_of "$2")" = "$3" ] || return 0
  ip link set dev "$2" nomaster || report "interface '$2' could not be taken out of '$3'"
}
