# How a rule of nftables, and an element of its sets, are undone.
# shellcheck shell=sh
# Set by common.sh: here.
# shellcheck disable=SC2154

# undo_nft_rule STEP FAMILY TABLE CHAIN add|remove MARK BEHIND: BEHIND is the handle of the rule behind which it stands.
undo_nft_rule() {
  begun "$1" && same_boot || return 0
  nft_answers "$2 $3 $4" || return 0
  handle=$(nft --handle list chain "$2" "$3" "$4" 2>/dev/null | sed -n "s/.* comment \"$6\" # handle \([0-9]*\)\$/\1/p")
  case $5${handle:+there} in
    addthere) nft delete rule "$2" "$3" "$4" handle "$handle" || report "our rule in nft $2 $3 $4 cannot be removed" ;;
    add)
      # A rule that is changed keeps its handle (nft(8): replace).
      if [ -n "$(done_mark "$1")" ] && nft_handles "$2" "$3" "$4" | grep -qx "$(done_mark "$1")"; then
        report "our rule in nft $2 $3 $4 was changed outside bridgehead and is left as it is"
      fi
      ;;
    remove) restore_nft_rule "$1" "$2" "$3" "$4" "$7" ;;
  esac
}

# nft_answers WHERE
nft_answers() {
  nft list tables >/dev/null 2>&1 && return 0
  report "nft does not list its tables, so what was added to nft $1 is left as it is"
  return 1
}

# The handles of a chain's rules, in their order.
nft_handles() {
  nft --handle list chain "$1" "$2" "$3" 2>/dev/null | sed -n 's/^\t\t.*# handle \([0-9]*\)$/\1/p'
}

# restore_nft_rule STEP FAMILY TABLE CHAIN BEHIND
restore_nft_rule() {
  place=$(nft_handles "$2" "$3" "$4" | grep -nx "$5" | sed 's/:.*//')
  if [ -z "$place" ]; then
    report "our rule in nft $2 $3 $4 cannot be restored, because the rule before it is gone"
    return 0
  fi
  # nft counts from 0.
  sed "s/\"index\":[0-9]*/\"index\":$((place - 1))/" "$here/rule-$1" | nft --json --file - ||
    report "our rule in nft $2 $3 $4 cannot be restored"
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
