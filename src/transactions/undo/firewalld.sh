# How an interface's zone in the running firewalld is undone.
# shellcheck shell=sh

# undo_firewalld_zone STEP INTERFACE BEFORE AFTER: '' is no zone.
undo_firewalld_zone() {
  begun "$1" && same_boot || return 0
  # Asked of the bus, because a question to firewalld would start it. One that has ended has forgotten the zone.
  case $(busctl call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus NameHasOwner \
    s org.fedoraproject.FirewallD1 2>/dev/null 3>&-) in
    'b false') return 0 ;;
  esac
  if ! answer=$(ask_zones getZoneOfInterface s "$2"); then
    report "firewalld does not say which zone '$2' is in, so it is left there"
    return 0
  fi
  zone=$(printf '%s\n' "$answer" | sed -n 's/^s "\(.*\)"$/\1/p')
  [ "$zone" != "$3" ] || return 0
  if [ "$zone" != "$4" ]; then
    report "firewalld has '$2' in zone '$zone' now, put there outside bridgehead, and it is left there"
  elif [ -z "$3" ]; then
    ask_zones removeInterface ss "$4" "$2" >/dev/null || report "firewalld did not take '$2' out of zone '$4'"
  else
    ask_zones changeZoneOfInterface ss "$3" "$2" >/dev/null || report "firewalld did not put '$2' back into zone '$3'"
  fi
}

# ask_zones METHOD SIGNATURE ARGUMENT…: what busctl prints. A firewalld that hangs is not waited for.
ask_zones() {
  timeout 30 busctl call org.fedoraproject.FirewallD1 /org/fedoraproject/FirewallD1 \
    org.fedoraproject.FirewallD1.zone "$@" 2>/dev/null 3>&-
}
