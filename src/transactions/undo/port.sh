# How a port step and a link's setting are undone.
# shellcheck shell=sh
# Set by common.sh: here.
# shellcheck disable=SC2154

# undo_port STEP INTERFACE BRIDGE join|leave: an interface that has gone, or that another program has plugged in elsewhere, is
# left alone.
undo_port() {
  begun "$1" && same_boot || return 0
  link_exists "$2" || return 0
  master=$(master_of "$2")
  if [ -n "$master" ] && [ "$master" != "$3" ]; then
    [ "$4" = join ] || report "interface '$2' is now a port of '$master' and is left there"
    return 0
  fi
  run_reverse "$1" "$2" "$2" || report "ip(8) was killed, so interface '$2' may be restored in part; run 'ip -force -batch $here/reverse-$1'"
  wanted=
  [ "$4" = join ] || wanted=$3
  [ "$(master_of "$2")" = "$wanted" ] || report "interface '$2' could not be restored to its place"
}

# undo_link_setting STEP DEVICE mtu|address|state BEFORE AFTER
undo_link_setting() {
  begun "$1" && same_boot && link_exists "$2" || return 0
  if [ "$3" = state ]; then
    ip link set dev "$2" "$4" || report "interface '$2' cannot be set $4"
    return 0
  fi
  now=$(cat "/sys/class/net/$2/$3" 2>/dev/null)
  case $now in
    "$4") ;;
    "$5") ip link set dev "$2" "$3" "$4" || report "the $3 of '$2' cannot be set to '$4'" ;;
    *) report "the $3 of '$2' was changed outside bridgehead and is left at '$now'" ;;
  esac
}
