# How a libvirt-network step is undone.
# shellcheck shell=sh
# Set by common.sh: here.
# shellcheck disable=SC2154

# undo_libvirt_network STEP URI NETWORK BRIDGE define|undefine
undo_libvirt_network() {
  begun "$1" || return 0
  libvirt_answers "$2" "libvirt's network '$3'" || return 0
  if ! ask_libvirt "$2" net-list --all --name >/dev/null; then
    report "libvirt does not list its networks, so its network '$3' is left as it is"
    return 0
  fi
  if [ "$5" = define ]; then remove_network "$2" "$3" "$4"; else restore_network "$1" "$2" "$3"; fi
}

remove_network() {
  network_exists "$1" "$2" || return 0
  definition=$(ask_libvirt "$1" net-dumpxml --network "$2" --inactive)
  case $definition in
    *"<forward mode='bridge'/>"*"<bridge name='$3'/>"*) ;;
    *)
      report "libvirt's network '$2' was changed outside bridgehead and is left as it is"
      return 0
      ;;
  esac
  # Fails for a network that is not running.
  ask_libvirt "$1" net-destroy --network "$2" >/dev/null
  ask_libvirt "$1" net-undefine --network "$2" >/dev/null
  ! network_exists "$1" "$2" || report "libvirt's network '$2' cannot be removed"
}

restore_network() {
  if ! network_exists "$2" "$3"; then
    ask_libvirt "$2" net-define --file "$here/network-$1" >/dev/null ||
      report "libvirt's network '$3' could not be restored"
    ask_libvirt "$2" net-autostart --network "$3" >/dev/null
  fi
  # Fails for a network that is running.
  ask_libvirt "$2" net-start --network "$3" >/dev/null
  return 0
}

network_exists() { ask_libvirt "$1" net-list --all --name | grep -qxF "$2"; }
