# Routes and rules of one interface, as ifup-routes and ifdown-routes do it; read by network.sh.

# The files of an interface: those with the device's name, and those with its file's. route_files KIND DEVICE NICK
files_of() {
  local name
  for name in "$2" "$3"; do
    for kind in "$1" "${1}6"; do
      [ -f "$scripts/$kind-$name" ] && echo "$scripts/$kind-$name"
    done
    [ "$2" = "$3" ] && return 0
  done
  return 0
}

# add_routes DEVICE NICK
add_routes() {
  local file
  for file in $(files_of route "$1" "$2"); do
    if grep -Eq '^[[:space:]]*ADDRESS[0-9]+=' "$file"; then add_variables "$file" "$1"; else add_lines route "$file"; fi
  done
  [ -f "$scripts/$2.route" ] && add_variables "$scripts/$2.route" "$1"
  for file in $(files_of rule "$1" "$2"); do add_lines rule "$file"; done
  return 0
}

# ADDRESS0, NETMASK0 and GATEWAY0 up to the first gap.
add_variables() (
  . "$1"
  number=0
  while eval "address=\${ADDRESS$number-} mask=\${NETMASK$number-} gateway=\${GATEWAY$number-}" && [ -n "$address" ]; do
    # shellcheck disable=SC2086
    ip route add "$address/$mask" ${gateway:+via $gateway} dev "$2" ||
      ip route replace "$address/$mask" ${gateway:+via $gateway} dev "$2"
    number=$((number + 1))
  done
)

# The words behind `ip route add` or `ip rule add`, a line each; lines with nothing but a comment are passed over.
add_lines() {
  local line family
  family=$(family_of "$2")
  { cat "$2" && echo; } | while read -r line; do
    case $line in '' | '#'*) continue ;; esac
    # shellcheck disable=SC2086
    ip "$family" "$1" add $line || { [ "$1" = route ] && ip "$family" route replace $line; }
  done
}

# remove_rules DEVICE NICK: routes go with the device.
remove_rules() {
  local file line
  for file in $(files_of rule "$1" "$2"); do
    { cat "$file" && echo; } | while read -r line; do
      case $line in '' | '#'*) continue ;; esac
      # shellcheck disable=SC2086
      ip "$(family_of "$file")" rule del $line
    done
  done
  return 0
}

family_of() { case ${1##*/} in route6-* | rule6-*) echo -6 ;; *) echo -4 ;; esac }
