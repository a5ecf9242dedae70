# How a rule of the firewall, and the saving of its rules, are undone.
# shellcheck shell=sh
# Set by common.sh: root, here.
# shellcheck disable=SC2154

# undo_firewall_rule STEP PROGRAM TABLE CHAIN add|remove POSITION BEHIND BRIEF RULE…: BEHIND is the rule behind which it
# stands, at POSITION; empty where it stands at the top. BRIEF is what of it may be told.
undo_firewall_rule() {
  begun "$1" && same_boot || return 0
  # The rule was as wanted before our step: there is nothing to undo.
  [ "$(done_mark "$1")" != already ] || return 0
  program=$2
  table=$3
  chain=$4
  action=$5
  position=$6
  behind=$7
  brief=$8
  shift 8
  "$program" -w -t "$table" -C "$chain" "$@" 2>/dev/null
  # iptables(8): 1 and 2 mean that there is no such rule or chain; other codes that it could not look.
  case $? in
    0) there=yes ;;
    1 | 2) there= ;;
    *)
      report "$program does not say whether the rule '$brief' is in '$chain', so it is left as it is"
      return 0
      ;;
  esac
  case $action$there in
    addyes)
      "$program" -w -t "$table" -D "$chain" "$@" ||
        report "the rule '$brief' of $program cannot be removed from '$chain'"
      ;;
    remove)
      { place=$(place_behind) && "$program" -w -t "$table" -I "$chain" "$place" "$@"; } ||
        report "the rule '$brief' of $program cannot be restored in '$chain'"
      ;;
  esac
}

# Where the rule that is being undone stood.
place_behind() {
  if [ -z "$behind" ]; then
    echo 1
  elif [ "$("$program" -w -t "$table" -S "$chain" "$position" 2>/dev/null)" = "$behind" ]; then
    echo $((position + 1))
  else
    place=$("$program" -w -t "$table" -S "$chain" | grep '^-A ' | grep -nxF -e "$behind" | head -n 1 | sed 's/:.*//')
    [ -n "$place" ] && echo $((place + 1))
  fi
}

# undo_firewall_rules STEP PROGRAM TABLE add|remove: the rules are in rules-STEP, as iptables-save prints them, by their place
# in their chains; what each stands behind is in places-STEP, and the commands that add them, the last one first, in inserts-STEP.
undo_firewall_rules() {
  begun "$1" && same_boot || return 0
  program=$2
  table=$3
  if ! now=$("$program-save" -t "$table" 2>/dev/null); then
    report "$program does not list its rules, so ours in table '$table' are left as they are"
    return 0
  fi
  case $4 in
    add) remove_rules "$1" ;;
    remove) restore_rules "$1" ;;
  esac
}

# remove_rules STEP: those that are there.
remove_rules() {
  there=$(printf '%s\n' "$now" | grep -xF -f - "$here/rules-$1")
  [ -n "$there" ] || return 0
  printf '%s\n' "$there" | sed 's/^-A /-D /' | change_rules ||
    report "our rules in table '$table' of $program cannot be removed"
}

# change_rules: by the commands that it reads, all of them or none.
change_rules() {
  { printf '*%s\n' "$table" && cat && echo COMMIT; } | "$program-restore" --noflush -w
}

# restore_rules STEP: at once if all stands where it stood, and else one after the other.
restore_rules() {
  if stands_as_before "$1"; then
    change_rules <"$here/inserts-$1" || report "our rules in table '$table' of $program cannot be restored"
    return 0
  fi
  while IFS= read -r rule <&4 && read -r position behind <&5; do
    ! printf '%s\n' "$now" | grep -qxF -e "$rule" || continue
    chain=$(chain_of "$rule")
    { place=$(place_behind) && printf '%s\n' "-I $chain $place ${rule#-A * }" | change_rules; } ||
      report "a rule of ours in '$chain' of $program cannot be restored, because the rule before it is gone"
  done 4<"$here/rules-$1" 5<"$here/places-$1"
}

# stands_as_before STEP: whether none of our rules is there, and each that one stood behind has its place.
stands_as_before() {
  ! printf '%s\n' "$now" | grep -qxF -f "$here/rules-$1" || return 1
  while IFS= read -r rule <&4 && read -r position behind <&5; do
    [ "$(printf '%s\n' "$now" | grep "^-A $(chain_of "$rule") " | sed -n "${position}p")" = "$behind" ] || return 1
  done 4<"$here/rules-$1" 5<"$here/places-$1"
}

# chain_of RULE
chain_of() {
  chain=${1#-A }
  echo "${chain%% *}"
}

# undo_firewall_save STEP [PATH BEFORE]…: puts the saved rules back, if they are as we saved them.
undo_firewall_save() {
  begun "$1" || return 0
  step=$1
  # Comma-separated digests: of the saved files, empty if saving was interrupted; and of what was about to be saved.
  after=$(done_mark "$step")
  foretold=$(begin_mark "$step")
  shift
  number=0
  while [ $# -gt 1 ]; do
    put_back_saved "$1" "$2" "${after%%,*}" "${foretold%%,*}"
    after=${after#*,}
    foretold=${foretold#*,}
    number=$((number + 1))
    shift 2
  done
}

# put_back_saved PATH BEFORE AFTER FORETOLD
put_back_saved() {
  now=$(digest_of "$root$1")
  if [ "$now" = "$2" ]; then
    : already as it was
  elif ! is_saved_by_us "$@"; then
    cp -p "$root$1" "$here/found$number-$step" 2>/dev/null
    report "file '$1' was changed outside bridgehead and is left as it is; $(what_it_was "$2"), and what was found in '$here/found$number-$step'"
  elif [ "$2" = absent ]; then
    rm -f "$root$1" || report "file '$1' cannot be removed"
  else
    fresh=${1%/*}/.bridgehead-$(printf 'sv%04d' "$number")~
    { cp -p "$here/saved$number-$step" "$root$fresh" && keep "$root$fresh" && mv -f "$root$fresh" "$root$1"; } ||
      report "file '$1' cannot be restored"
  fi
  if [ -z "$root" ] && [ -e /sys/fs/selinux/enforce ]; then restorecon "$1" 2>/dev/null; fi
  return 0
}

# what_it_was BEFORE
what_it_was() {
  if [ "$1" = absent ]; then echo 'it was not there before'; else echo "what it was is in '$here/saved$number-$step'"; fi
}

# is_saved_by_us PATH BEFORE AFTER FORETOLD, with its digest in `now`. If saving was interrupted, the file must hold the rules
# that there were when it began, or the first part of them. A copy under another name is known beforehand as a whole.
is_saved_by_us() {
  case $3,$4 in
    ?*,*) [ "$now" = "$3" ] ;;
    ,"$now") ;;
    ,?*)
      [ "$now" != other ] && [ "$now" != absent ] && [ "$(digest_of "$here/rules$number-$step")" = "$4" ] || return 1
      size=$(bare_rules "$root$1" | wc -c)
      [ "$(bare_rules "$root$1" | sha256sum)" = "$(head -c "$size" "$here/rules$number-$step" | sha256sum)" ]
      ;;
    *) return 1 ;;
  esac
}

# What iptables-save prints, without its comments and counters, which differ each time. The agent does the same:
# src/backends/firewall/saved-rules.ts.
bare_rules() {
  sed -e '/^# Generated by /d' -e '/^# Completed on /d' \
    -e 's/^\(:.*\) \[[0-9:]*\]\{0,1\}$/\1/' -e 's/^\[[0-9]*:[0-9]*\] //' "$1"
}
