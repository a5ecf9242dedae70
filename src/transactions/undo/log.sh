# The log of all changes, where whoever settles one leaves a line. The agent writes and checks the same form:
# src/transactions/log/line.ts.
# shellcheck shell=sh
# Set by common.sh: root, here, id, state_folder.
# shellcheck disable=SC2154

# The number and the hash of the last line, after which the next one comes.
log_head() {
  if [ -s "$log" ]; then file=$log; else file=$log.1; fi
  tail -n 20 "$file" | tr -d '\000' |
    sed -n 's/^\([0-9]\{1,9\}\) [0-9a-f]\{64\} [0-9]\{1,\} [0-9a-f]\{32\} .* \([0-9a-f]\{64\}\)$/\1 \2/p' | tail -n 1
}

# chronicle EVENT [KEY=VALUE]…: adds a line. A full disk must not keep anybody from undoing: what is missing is added by the
# agent's next start.
chronicle() {
  log=$root$state_folder/log
  head=$(log_head)
  [ -n "$head" ] || head="0 $(printf '%064d' 0)"
  record=$(sha256sum <"$here/transaction.json") || record=-
  line="$((${head% *} + 1)) ${head#* } $(date +%s) $id ${record%% *} $*"
  hash=$(printf '%s' "$line" | sha256sum)
  newline='
'
  # A line that was cut off by a power cut has no end.
  if [ -s "$log" ] && [ "$(tail -c 1 "$log" && echo .)" != "$newline." ]; then line=$newline$line; fi
  (umask 077 && printf '%s %s\n' "$line" "${hash%% *}" >>"$log")
  return 0
} 2>/dev/null
