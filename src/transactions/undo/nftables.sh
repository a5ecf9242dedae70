# How a rule of nftables, and an element of its sets, are undone.
# shellcheck shell=sh
# Set by common.sh: here.
# shellcheck disable=SC2154

# nft_answers WHERE
nft_answers() {
  # Not its tables: for those nft fetches all elements of sets (1.0.6).
  nft list chains >/dev/null 2>&1 && return 0
  report "nft does not list its chains, so what was added to nft $1 is left as it is"
  return 1
}

# The handles of a chain's rules, in their order.
nft_handles() {
  nft --handle list chain "$1" "$2" "$3" 2>/dev/null | sed -n 's/^\t\t.*# handle \([0-9]*\)$/\1/p'
}

# undo_nft_rules STEP FAMILY TABLE add|remove: the comments of the rules are in marks-STEP; or the rules, the last one first, in
# rules-STEP, and the handle that each stands behind, its chain and its comment in places-STEP.
undo_nft_rules() {
  begun "$1" && same_boot || return 0
  nft_answers "$2 $3" || return 0
  if ! listed=$(nft --handle --terse list table "$2" "$3" 2>/dev/null) && nft list chains | grep -qxF "table $2 $3 {"; then
    report "nft does not list table '$2 $3', so our rules there are left as they are"
    return 0
  fi
  case $4 in
    add) remove_nft_rules "$1" "$2" "$3" ;;
    remove) restore_nft_rules "$1" "$2" "$3" ;;
  esac
}

# marked_rules: of the listed rules those with a comment of ours, as COMMENT HANDLE CHAIN.
marked_rules() {
  printf '%s\n' "$listed" | sed -n -e '/^\tchain [^ ]* {/{s/^\tchain \([^ ]*\) {.*/\1/;h;d;}' \
    -e '/ comment "bridgehead [^"]*" # handle [0-9]*$/{s/.* comment "\(bridgehead [^"]*\)" # handle \([0-9]*\)$/\1 \2/;G;s/\n/ /;p;}'
}

# remove_nft_rules STEP FAMILY TABLE
remove_nft_rules() {
  ours=$(marked_rules | grep -F -f "$here/marks-$1" |
    sed "s/^bridgehead [^ ]* [^ ]* \([0-9]*\) \(.*\)/delete rule $2 $3 \2 handle \1/")
  # A rule that is changed keeps its handle (nft(8): replace).
  handles=$(done_mark "$1" | tr , '\n')
  if [ -n "$handles" ]; then
    others=$(printf '%s\n' "$listed" | grep -v ' comment "bridgehead ' | sed -n 's/^\t\t.*# handle \([0-9]*\)$/\1/p')
    ! printf '%s\n' "$others" | grep -qxF -e "$handles" ||
      report "a rule of ours in nft $2 $3 was changed outside bridgehead and is left as it is"
  fi
  [ -n "$ours" ] || return 0
  printf '%s\n' "$ours" | nft --file - || report "our rules in nft $2 $3 cannot be removed"
}

# restore_nft_rules STEP FAMILY TABLE: a rule never moves before another one, so those that are left are in the same order.
restore_nft_rules() {
  there=$(marked_rules)
  commands=
  of=
  while read -r behind chain mark <&4 && IFS= read -r rule <&5; do
    ! printf '%s\n' "$there" | grep -qF -e "$mark " || continue
    [ "$of" = "$chain" ] || handles=$(nft_handles "$2" "$3" "$chain")
    of=$chain
    place=$(printf '%s\n' "$handles" | grep -nx -e "$behind" | sed 's/:.*//')
    if [ -z "$place" ]; then
      report "our rule in nft $2 $3 $chain cannot be restored, because the rule before it is gone"
      continue
    fi
    # nft counts from 0.
    commands="$commands${commands:+,}$(printf '%s\n' "$rule" | sed "s/\"index\":[0-9]*/\"index\":$((place - 1))/")"
  done 4<"$here/places-$1" 5<"$here/rules-$1"
  [ -n "$commands" ] || return 0
  printf '{"nftables":[%s]}\n' "$commands" | nft --json --file - || report "our rules in nft $2 $3 cannot be restored"
}

# undo_nft_element STEP set|map FAMILY TABLE SET add|remove DEVICE
undo_nft_element() {
  begun "$1" && same_boot || return 0
  nft_answers "$3 $4 $5" || return 0
  there=
  if ! listed=$(nft list "$2" "$3" "$4" "$5" 2>/dev/null); then
    there=unknown
  elif printf '%s\n' "$listed" | grep -qF "\"$7\""; then
    there=there
  fi
  case $6$there in
    # The set has gone, or nft failed.
    addunknown) nft --json --file "$here/element-$1" >/dev/null 2>&1 ;;
    addthere | remove | removeunknown) nft --json --file "$here/element-$1" || report "'$7' in nft $2 $3 $4 $5 cannot be taken back" ;;
  esac
}
