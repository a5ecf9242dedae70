# How a file, and the folder that it needs, are undone.
# shellcheck shell=sh
# Set by common.sh: root, here.
# shellcheck disable=SC2154

# may_have_begun STEP: a power cut may have kept the file and taken the mark, which is not synced.
may_have_begun() { begun "$1" || ! same_boot; }

# undo_file STEP PATH BEFORE AFTER STAGED: puts the file back if it is still as we wrote it.
undo_file() {
  now=$(digest_of "$root$2")
  if ! may_have_begun "$1" || [ "$now" = "$3" ]; then
    : already as it was
  elif [ "$now" != "$4" ]; then
    report "file '$2' was changed outside bridgehead and is left as it is; what it was is in '$here/before-$1'"
  elif [ "$3" = absent ]; then
    rm -f "$root$2" || report "file '$2' cannot be removed"
  elif [ -n "$5" ] && [ "$(digest_of "$root$5")" = "$3" ]; then
    mv -f "$root$5" "$root$2" || report "file '$2' cannot be restored"
  elif [ "$(digest_of "$here/before-$1")" != "$3" ]; then
    report "file '$2' is left as it is, because '$here/before-$1' is damaged or gone; restore it from a backup"
  else
    fresh=${2%/*}/.bridgehead-$(printf 'un%04d' "$1")~
    { cp -a "$here/before-$1" "$root$fresh" && keep "$root$fresh" && mv -f "$root$fresh" "$root$2"; } ||
      report "file '$2' cannot be restored"
  fi
  [ -z "$5" ] || rm -f "$root$5"
  # SELinux: what lay ready had the label of its own name (restorecon(8)).
  if [ -z "$root" ] && [ -e /sys/fs/selinux/enforce ]; then restorecon "$2" 2>/dev/null; fi
  return 0
}

# undo_directory STEP PATH make|remove: what others have put into a folder keeps it.
undo_directory() {
  begun "$1" || return 0
  case $3 in
    make) rmdir "$root$2" 2>/dev/null ;;
    remove) [ -d "$root$2" ] || mkdir -m 755 "$root$2" || report "folder '$2' cannot be created" ;;
  esac
  return 0
}
