# What every undo.sh begins with: a POSIX shell is enough, bridgehead itself is not needed. The files beside this one have a
# function for each kind of step, by subject.
# shellcheck shell=sh
# Set before this part, by the agent: id, state_folder, made_below, boot.
# shellcheck disable=SC2154

PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
here=$(cd "$(dirname "$0")" && pwd -P) || exit 1
incomplete=0
deferred=

# start [--if STATE] [--locked] [--by WORDS] [--root DIR]: goes on only if the transaction is unfinished and the lock is
# free. WORDS tell the log who asked for it; DIR is the host's root, if it is an image that has been moved.
start() {
  only=
  locked=
  by=
  roots=
  while [ $# -gt 0 ]; do
    case $1 in
      --if) only=$2; shift ;;
      --locked) locked=yes ;;
      --by) by=$2; shift ;;
      --root) roots=given root=$2; shift ;;
    esac
    shift
  done
  case $roots in
    given) is_ours "$root" ;;
    *) is_ours '' || is_ours "$made_below" ;;
  esac || {
    echo "bridgehead: '$here' is not a transaction of this host, so nothing was touched; give the host's root with '--root'" >&2
    exit 1
  }
  # The agent lends us its lock as descriptor 3; every other hand waits for it here.
  if [ -z "$locked" ]; then
    exec 3>>"$root$state_folder/lock" || exit 1
  fi
  take_lock
  for one in committed rolled-back rollback-incomplete; do
    [ ! -e "$here/state.$one" ] || exit 0
  done
  state=
  for one in applying awaiting-confirmation rolling-back; do
    if [ -e "$here/state.$one" ]; then state=$one; fi
  done
  [ -n "$state" ] || exit 0
  # A timer undoes a transaction in its own state, or one whose undo was left half done.
  case $only in '' | "$state") ;; *) [ "$state" = rolling-back ] || exit 0 ;; esac
  [ "$state" = rolling-back ] || mv -f "$here/state.$state" "$here/state.rolling-back" || exit 1
  # What an earlier run said, which did not finish, this one says again if it is still so.
  rm -f "$here/report"
  # shellcheck disable=SC2086
  [ -z "$by" ] || chronicle rolling-back $by
}

# is_ours ROOT: whether this folder, with links resolved, is the transaction's below ROOT, and sets root to it: "" on the
# host itself, a folder if the host is a laboratory or an image.
is_ours() {
  root=$1
  [ "$(cd "$root$state_folder/transactions/$id" 2>/dev/null && pwd -P)" = "$here" ]
}

# Waits as long as it takes: the process that holds the lock may hang, and be killed by hand much later.
take_lock() {
  until flock -w 300 3; do
    # flock(1): 1 is the timeout; waiting does not help against anything else.
    [ $? = 1 ] || exit 1
    echo "bridgehead: '$root$state_folder/lock' is still held by another process; waiting to undo transaction '$id'" >&2
  done
}

# After a reboot the kernel has forgotten its part, and only files are restored.
same_boot() {
  [ "$(echo "${BRIDGEHEAD_BOOT_ID:-$(cat /proc/sys/kernel/random/boot_id)}" | tr -d -)" = "$boot" ]
}

begun() { grep -Eqx "begin $1( .*)?" "$here/marks" 2>/dev/null; }
# shellcheck disable=SC2317
finished() { grep -Eqx "done $1( .*)?" "$here/marks" 2>/dev/null; }

# What a step left in its `done` mark; empty if it left nothing, or is not done.
# shellcheck disable=SC2317
done_mark() { sed -n "s/^done $1 //p" "$here/marks" 2>/dev/null; }

# What a step left in its `begin` mark.
# shellcheck disable=SC2317
begin_mark() { sed -n "s/^begin $1 //p" "$here/marks" 2>/dev/null; }

# digest_of FILE: as src/model/digest.ts has it; `other` for what is not a regular file.
# shellcheck disable=SC2317
digest_of() {
  if [ -L "$1" ] || { [ -e "$1" ] && [ ! -f "$1" ]; }; then
    echo other
  elif [ -e "$1" ]; then
    sum=$(sha256sum <"$1") && echo "${sum%% *}"
  else
    echo absent
  fi
}

# shellcheck disable=SC2317
master_of() { ip -o link show dev "$1" 2>/dev/null | sed -n 's/.* master \([^ ]*\) .*/\1/p'; }
# shellcheck disable=SC2317
link_exists() { ip link show dev "$1" >/dev/null 2>&1; }

# intact STEP FILE DIGEST: whether what the step's undo reads is what the journal wrote. If not, the step is not undone.
# shellcheck disable=SC2317
intact() {
  begun "$1" || return 0
  [ "$(digest_of "$here/$2")" != "$3" ] || return 0
  report "'$here/$2' is damaged or gone, so step $1 is not undone; undo it by hand"
  return 1
}

report() {
  incomplete=1
  printf '%s\n' "$1" >>"$here/report"
  printf 'bridgehead: %s\n' "$1" >&2
}

# keep FILE: to be called before a rename, or a power cut may leave an empty file under the new name. sync(1) before coreutils
# 8.24 takes no file: it warns, and syncs everything.
# shellcheck disable=SC2317
keep() { sync "$1" 2>/dev/null || :; }

# Leaves the transaction open until a service runs: the agent's next start takes it up again.
# shellcheck disable=SC2317
defer() {
  deferred=1
  printf 'bridgehead: %s\n' "$1" >&2
}

# The disks that the host itself is on, and no others: one of the network may not answer. Before coreutils 8.24, sync(1) knows no -f.
keep_all() { sync -f "$here" "$root/etc" 2>/dev/null || sync; }

finish() {
  keep_all
  [ -z "$deferred" ] || exit 0
  if [ "$incomplete" = 0 ]; then result=rolled-back; else result=rollback-incomplete; fi
  mv -f "$here/state.rolling-back" "$here/state.$result" || exit 1
  chronicle "$result"
  keep_all
  [ "$incomplete" = 0 ] || exit 2
}
