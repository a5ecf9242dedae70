# How a DHCP client that was ended is started again, and one that was started is ended.
# shellcheck shell=sh
# Set by common.sh: root, id.
# shellcheck disable=SC2154

network_of() { stat -L -c %i "/proc/$1/net/dev" 2>/dev/null; }

# The lines of a /proc/PID/cgroup that name a container: src/host/kernel/process-place.ts has the same, and the reasons.
containers_in() {
  sed -nE 's#^([0-9]+:[^:]*:.*/((docker|libpod|podman|crio|cri-|containerd|nerdctl|kubepods|lxc|buildkit|machine\.slice|machine-|systemd-nspawn)[^/]*|[^/]*[0-9a-f]{64}[^/]*))(/.*)?$#\1#p'
}

# place_of PID: what two processes of one host have in common.
place_of() {
  network_of "$1"
  sed -n 's/^NSpid:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null | wc -w
  cat "/proc/$1/cgroup" 2>/dev/null | containers_in
  cat "/proc/$1/uid_map" 2>/dev/null
}

# is_client_of DEVICE 4|6: whether the words on standard input, a line each, are those of its dhclient for the family, as
# src/model/dhcp/command.ts reads them.
is_client_of() {
  IFS= read -r word || return 1
  case $word in dhclient | */dhclient) ;; *) return 1 ;; esac
  value=
  named=1
  family=4
  while IFS= read -r word; do
    [ -n "$word" ] || continue
    case $value:$word in yes:* | list:*,*) value= && continue ;; esac
    value=
    case $word in
      -6 | -N | -P | -S | -T) family=6 ;;
      -p | -D | -df | -s | -g | -cf | -lf | -pf | -sf | -e | -4o6 | -C | -F | -H | -V | -timeout) value=yes ;;
      --dad-wait-time | --prefix-len-hint | --decline-wait-time | --address-prefix-len) value=yes ;;
      -R) value=list ;;
      -*) ;;
      "$1") named=0 ;;
    esac
  done
  [ "$named$family" = "0$2" ]
}

# dhcp_clients DEVICE 4|6: the pids of root's dhclients for the family on it in our own network, without those of containers.
dhcp_clients() {
  ours=$(place_of self)
  for process in /proc/[0-9]*; do
    # With the shell alone: there may be thousands of processes.
    { IFS= read -r name <"$process/comm"; } 2>/dev/null && [ "$name" = dhclient ] || continue
    grep -q '^Uid:	0	0	0	0$' "$process/status" 2>/dev/null || continue
    [ "$(place_of "${process#/proc/}")" = "$ours" ] || continue
    if tr '\0' '\n' 2>/dev/null <"$process/cmdline" | is_client_of "$1" "$2"; then echo "${process#/proc/}"; fi
  done
}

# Whether only root can have made the program.
is_roots_program() {
  case $1 in /*/dhclient) [ -n "$(find -L "$1" -maxdepth 0 -type f -user 0 ! -perm -002 2>/dev/null)" ] ;; *) false ;; esac
}

# undo_dhcp_end STEP DEVICE COMMAND...: starts the client again, unless one runs, if the device is no port any more. The
# agent has looked up the program.
undo_dhcp_end() {
  begun "$1" && same_boot || return 0
  device=$2
  shift 2
  client_family=4
  # In a subshell, because is_client_of sets variables of its own.
  if printf '%s\n' "$@" | (is_client_of "$device" 6); then client_family=6; fi
  link_exists "$device" && [ -z "$(master_of "$device")" ] && [ -z "$(dhcp_clients "$device" "$client_family")" ] || return 0
  if ! is_roots_program "$1"; then
    report "the DHCP client of '$device' was not started again, because '$1' is not a program owned by root; start it by hand"
  elif [ -d "$root/run/systemd/system" ]; then
    systemd-run --quiet --collect --service-type=forking "--unit=bridgehead-dhclient-$device-$id-$client_family" -- "$@" \
      >/dev/null 2>&1 </dev/null 3>&- && return 0
    # An earlier undo may have left a unit of that name.
    [ -n "$(dhcp_clients "$device" "$client_family")" ] || report "the DHCP client of '$device' could not be started again"
  else
    setsid "$@" >/dev/null 2>&1 </dev/null 3>&- &
  fi
}

# undo_dhcp_start STEP DEVICE PID_FILE LEASE_FILE created|replaced 4|6
undo_dhcp_start() {
  begun "$1" || return 0
  if same_boot; then
    for pid in $(dhcp_clients "$2" "$6"); do kill -KILL "$pid" 2>/dev/null; done
    rm -f "$root$3"
  fi
  if [ "$5" = created ]; then rm -f "$root$4" "$root$4~"; fi
}
