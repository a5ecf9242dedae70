# The log of all changes, to which each hand adds a line. The agent writes and checks the same form:
# src/transactions/log/line.ts.
# shellcheck shell=sh
# Set by common.sh: root, here, id, state_folder.
# shellcheck disable=SC2154

# The number and the hash of the last line, to which the next one is chained.
log_head() {
  if [ -s "$log" ]; then file=$log; else file=$log.1; fi
  tail -n 20 "$file" | tr -d '\000' |
    sed -n 's/^\([0-9]\{1,9\}\) [0-9a-f]\{64\} [0-9]\{1,\} [0-9a-f]\{32\} .* \([0-9a-f]\{64\}\)$/\1 \2/p' | tail -n 1
}

# chronicle EVENT [KEY=VALUE]…: adds a line. A full disk must not prevent an undo; the agent's next start adds what is
# missing.
chronicle() {
  log=$root$state_folder/log
  head=$(log_head)
  [ -n "$head" ] || head="0 $(printf '%064d' 0)"
  record=$(sha256sum <"$here/transaction.json") || record=-
  line="$((${head% *} + 1)) ${head#* } $(date +%s) $id ${record%% *} $*"
  hash=$(printf '%s' "$line" | sha256sum)
  newline='
'
  # A line that a power cut tore has no line break.
  if [ -s "$log" ] && [ "$(tail -c 1 "$log" && echo .)" != "$newline." ]; then line=$newline$line; fi
  (umask 077 && printf '%s %s\n' "$line" "${hash%% *}" >>"$log")
  return 0
} 2>/dev/null
