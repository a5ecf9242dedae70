# The functions that every undo.sh begins with: a POSIX shell is enough, bridgehead itself is not needed.
# shellcheck shell=sh
# Set before this part, by the agent: id, state_folder, boot.
# shellcheck disable=SC2154

PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
here=$(cd "$(dirname "$0")" && pwd) || exit 1
# The host's root: "" here, another folder where the host is a laboratory or an image.
root=${here%"$state_folder/transactions/$id"}
incomplete=0
cannot_stop=

# start [--if STATE] [--locked]: goes on only if the transaction is unfinished, and nobody else is at work.
start() {
  only=
  locked=
  while [ $# -gt 0 ]; do
    case $1 in
      --if) only=$2; shift ;;
      --locked) locked=yes ;;
    esac
    shift
  done
  # The agent lends us its lock as descriptor 3; everybody else waits for it here.
  if [ -z "$locked" ]; then
    exec 3>>"$root$state_folder/lock" || exit 1
  fi
  flock -w 300 3 || exit 1
  state=
  for one in applying awaiting-confirmation rolling-back; do
    if [ -e "$here/state.$one" ]; then state=$one; fi
  done
  [ -n "$state" ] || exit 0
  # A timer minds its own state, and an undo that somebody left half done.
  case $only in '' | "$state") ;; *) [ "$state" = rolling-back ] || exit 0 ;; esac
  [ "$state" = rolling-back ] || mv -f "$here/state.$state" "$here/state.rolling-back" || exit 1
}

# What the kernel has been told is gone after a reboot; then only files are put back.
same_boot() {
  [ "$(echo "${BRIDGEHEAD_BOOT_ID:-$(cat /proc/sys/kernel/random/boot_id)}" | tr -d -)" = "$boot" ]
}

begun() { grep -qx "begin $1" "$here/marks" 2>/dev/null; }

report() {
  incomplete=1
  printf '%s\n' "$1" >>"$here/report"
  printf 'bridgehead: %s\n' "$1" >&2
}

digest_of() {
  if [ -L "$1" ] || { [ -e "$1" ] && [ ! -f "$1" ]; }; then
    echo other
  elif [ -e "$1" ]; then
    sum=$(sha256sum <"$1") && echo "${sum%% *}"
  else
    echo absent
  fi
}

# undo_file STEP PATH BEFORE AFTER STAGED: puts the file back if it is still as we wrote it.
undo_file() {
  now=$(digest_of "$root$2")
  if ! begun "$1" || [ "$now" = "$3" ]; then
    : already as it was
  elif [ "$now" != "$4" ]; then
    report "file '$2' was changed by someone else and is left as it is; what it was is in '$here/before-$1'"
  elif [ "$3" = absent ]; then
    rm -f "$root$2" || report "file '$2' cannot be removed"
  elif [ -n "$5" ] && [ "$(digest_of "$root$5")" = "$3" ]; then
    mv -f "$root$5" "$root$2" || report "file '$2' cannot be put back"
  else
    fresh=${2%/*}/.bridgehead-$(printf 'un%04d' "$1")~
    { cp -p "$here/before-$1" "$root$fresh" && mv -f "$root$fresh" "$root$2"; } || report "file '$2' cannot be put back"
  fi
  [ -z "$5" ] || rm -f "$root$5"
  # SELinux: what lay ready had the label of its own name (restorecon(8)).
  if [ -z "$root" ] && [ -e /sys/fs/selinux/enforce ]; then restorecon "$2" 2>/dev/null; fi
  return 0
}

master_of() { ip -o link show dev "$1" 2>/dev/null | sed -n 's/.* master \([^ ]*\) .*/\1/p'; }
link_exists() { ip link show dev "$1" >/dev/null 2>&1; }

# Whether every IPv6 address of a device has its local route, which the kernel makes in the background.
settled() {
  for address in $(ip -6 -o addr show dev "$1" 2>/dev/null | sed 's/.* inet6 \([^ /]*\).*/\1/'); do
    ip -6 route show table local dev "$1" 2>/dev/null | grep -qF "local $address " || return 1
  done
}

# Copies a batch, line by line as ip works it off. "# neighbours FROM TO" gives TO the neighbour entries that FROM has
# now; "# settle DEVICE" waits for its addresses, two seconds at most.
expand_batch() {
  while read -r line; do
    case $line in
      '# neighbours '*)
        # shellcheck disable=SC2086
        set -- $line
        ip neigh show dev "$3" 2>/dev/null |
          sed -n "s/^\\([^ ]*\\) .*lladdr \\([^ ]*\\).*/neigh replace \\1 lladdr \\2 dev $4 nud reachable/p"
        ;;
      '# settle '*)
        tries=20
        until sleep 0.1 && settled "${line#\# settle }" || [ "$tries" = 0 ]; do tries=$((tries - 1)); done
        ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}

# undo_links STEP INTERFACE BRIDGE MASTER_BEFORE MASTER_AFTER created|removed MAC
undo_links() {
  begun "$1" && same_boot || return 0
  if ! link_exists "$2"; then
    # Nothing can be given back to a card that went away; the bridge without it is ours to take away all the same.
    [ "$6" != created ] || remove_bridge "$3" "$7"
    return 0
  fi
  master=$(master_of "$2")
  if [ "$master" != "$4" ] && [ "$master" != "$5" ] && [ -n "$master" ]; then
    report "interface '$2' is now a port of '$master' and is left there"
    return 0
  fi
  # -force goes on where a line finds its work done.
  expand_batch <"$here/reverse-$1" | ip -force -batch - >/dev/null 2>&1
  if [ "$(master_of "$2")" != "$4" ]; then
    report "interface '$2' could not be given back its place"
  elif [ "$6" = created ]; then
    remove_bridge "$3" "$7"
  fi
}

# A bridge that others have joined stays: guests keep their taps. One of another address was made by somebody else.
remove_bridge() {
  ip -o link show dev "$1" 2>/dev/null | grep -qF "link/ether $2 " || return 0
  ports=$(ip -o link show master "$1" 2>/dev/null | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | tr '\n' ' ')
  if [ -n "$ports" ]; then
    report "bridge '$1' stays, because it has ports that are not ours: $ports"
  else
    ip link delete dev "$1" type bridge || report "bridge '$1' cannot be removed"
  fi
}

# undo_service STEP SERVICE ACTION: only if the step that disturbed the service had begun.
undo_service() {
  begun "$1" && same_boot || return 0
  if [ -d "$root/run/systemd/system" ]; then
    systemctl "$3" "$2.service" >/dev/null 2>&1 </dev/null 3>&-
  else
    service "$2" "$3" >/dev/null 2>&1 </dev/null 3>&-
  fi && return 0
  # A service that could not even be stopped was not disturbed by us either.
  if [ "$3" = stop ]; then
    cannot_stop=$2
  elif [ "$cannot_stop" != "$2" ]; then
    report "the service '$2' did not $3"
  fi
}

finish() {
  sync
  if [ "$incomplete" = 0 ]; then result=rolled-back; else result=rollback-incomplete; fi
  mv -f "$here/state.rolling-back" "$here/state.$result" || exit 1
  sync
  [ "$incomplete" = 0 ] || exit 2
}
