# How the kernel's settings for bridged frames are undone.
# shellcheck shell=sh

# undo_sysctl STEP KEY BEFORE AFTER: KEY is a path below /proc/sys.
undo_sysctl() {
  begun "$1" && same_boot || return 0
  # Without the module there is nothing to set.
  now=$(cat "/proc/sys/$2" 2>/dev/null) || return 0
  case $now in
    "$3") ;;
    "$4") echo "$3" 2>/dev/null >"/proc/sys/$2" || report "the setting '$2' cannot be set to '$3'" ;;
    *) report "the setting '$2' was changed outside bridgehead and is left at '$now'" ;;
  esac
}

# undo_bridge_setting STEP BRIDGE SETTING BEFORE AFTER: SETTING is ip-link(8)'s word.
undo_bridge_setting() {
  begun "$1" && same_boot || return 0
  case $3 in mcast_snooping) file=multicast_snooping ;; *) file=$3 ;; esac
  now=$(cat "/sys/class/net/$2/bridge/$file" 2>/dev/null) || return 0
  case $now in
    "$4") ;;
    "$5") ip link set dev "$2" type bridge "$3" "$4" || report "the setting '$3' of bridge '$2' cannot be set to '$4'" ;;
    *) report "the setting '$3' of bridge '$2' was changed outside bridgehead and is left at '$now'" ;;
  esac
}
