# How a rule of the firewall, and the saving of its rules, are taken back.
# shellcheck shell=sh
# Set by common.sh: root, here.
# shellcheck disable=SC2154

# undo_firewall_rule STEP PROGRAM CHAIN add|remove RULE…
undo_firewall_rule() {
  begun "$1" && same_boot || return 0
  # Somebody else had done it before us.
  [ "$(done_word "$1")" != already ] || return 0
  program=$2
  chain=$3
  action=$4
  shift 4
  if "$program" -w -C "$chain" "$@" 2>/dev/null; then there=yes; else there=; fi
  case $action$there in
    addyes) "$program" -w -D "$chain" "$@" || report "the rule '$*' of $program cannot be taken out of '$chain'" ;;
    remove) "$program" -w -I "$chain" 1 "$@" || report "the rule '$*' of $program cannot be put back into '$chain'" ;;
  esac
}

# undo_firewall_save STEP [PATH BEFORE]…: puts the saved rules back, if they are as we saved them.
undo_firewall_save() {
  begun "$1" || return 0
  step=$1
  # Digests of what was saved, with commas; none if it was interrupted.
  after=$(done_word "$step")
  shift
  number=0
  while [ $# -gt 1 ]; do
    put_back_saved "$1" "$2" "${after%%,*}" "saved$number-$step"
    after=${after#*,}
    number=$((number + 1))
    shift 2
  done
}

# put_back_saved PATH BEFORE AFTER COPY
put_back_saved() {
  now=$(digest_of "$root$1")
  if [ "$now" = "$2" ]; then
    : already as it was
  elif [ -n "$3" ] && [ "$now" != "$3" ]; then
    report "file '$1' was changed by someone else and is left as it is; what it was is in '$here/$4'"
  elif [ "$2" = absent ]; then
    rm -f "$root$1" || report "file '$1' cannot be removed"
  else
    fresh=${1%/*}/.bridgehead-$(printf 'sv%04d' "$number")~
    { cp -p "$here/$4" "$root$fresh" && keep "$root$fresh" && mv -f "$root$fresh" "$root$1"; } ||
      report "file '$1' cannot be put back"
  fi
  if [ -z "$root" ] && [ -e /sys/fs/selinux/enforce ]; then restorecon "$1" 2>/dev/null; fi
  return 0
}
