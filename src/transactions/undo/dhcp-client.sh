# How a DHCP client that was ended comes again, and one that was started goes.
# shellcheck shell=sh
# Set by common.sh: root, id.
# shellcheck disable=SC2154

network_of() { stat -L -c %i "/proc/$1/net/dev" 2>/dev/null; }

# The pids of root's dhclient for IPv4 on a device of our own network.
dhcp_clients() {
  network=$(network_of self)
  for process in /proc/[0-9]*; do
    words=$(tr '\0' '\n' <"$process/cmdline" 2>/dev/null) || continue
    case ${words%%
*} in dhclient | */dhclient) ;; *) continue ;; esac
    printf '%s\n' "$words" | grep -qxF -e "$1" || continue
    if printf '%s\n' "$words" | grep -qxF -e -6; then continue; fi
    grep -q '^Uid:	0	0	0	0$' "$process/status" 2>/dev/null || continue
    if [ "$(network_of "${process#/proc/}")" = "$network" ]; then echo "${process#/proc/}"; fi
  done
}

# undo_dhcp_end STEP DEVICE COMMAND...: starts the client again, unless one runs, where the device is a host's own again.
undo_dhcp_end() {
  begun "$1" && same_boot || return 0
  device=$2
  shift 2
  link_exists "$device" && [ -z "$(master_of "$device")" ] && [ -z "$(dhcp_clients "$device")" ] || return 0
  if [ -d "$root/run/systemd/system" ]; then
    systemd-run --quiet --collect --service-type=forking "--unit=bridgehead-dhclient-$device-$id" -- "$@" \
      >/dev/null 2>&1 </dev/null 3>&- && return 0
    # An undo that was begun before may have left a unit of that name.
    [ -n "$(dhcp_clients "$device")" ] || report "the DHCP client of '$device' could not be started again"
  else
    setsid "$@" >/dev/null 2>&1 </dev/null 3>&- &
  fi
}

# undo_dhcp_start STEP DEVICE PID_FILE LEASE_FILE created|replaced
undo_dhcp_start() {
  begun "$1" || return 0
  if same_boot; then
    for pid in $(dhcp_clients "$2"); do kill -KILL "$pid" 2>/dev/null; done
    rm -f "$root$3"
  fi
  if [ "$5" = created ]; then rm -f "$root$4" "$root$4~"; fi
}
