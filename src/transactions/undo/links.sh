# How a links step is undone.
# shellcheck shell=sh
# Set by common.sh: here.
# shellcheck disable=SC2154

# Whether every IPv6 address of a device has its local route, which the kernel makes in the background.
settled() {
  for address in $(ip -6 -o addr show dev "$1" 2>/dev/null | sed 's/.* inet6 \([^ /]*\).*/\1/'); do
    ip -6 route show table local dev "$1" 2>/dev/null | grep -qF "local $address " || return 1
  done
}

# Gives TO the neighbour entries that FROM has now: a fixed entry stays fixed, a learnt one counts as just
# confirmed. The kernel makes the entries of multicast addresses itself. neighbours_for FROM TO
neighbours_for() {
  ip neigh show nud all dev "$1" 2>/dev/null | while read -r address word mac rest; do
    case $word$mac in lladdr?[02468ace]:*) ;; *) continue ;; esac
    case " $rest " in
      *' PERMANENT '*) state=permanent ;;
      *' NOARP '*) state=noarp ;;
      *' REACHABLE '* | *' STALE '* | *' DELAY '* | *' PROBE '*) state=reachable ;;
      *) continue ;;
    esac
    case " $rest " in *' router '*) state="$state router" ;; esac
    printf 'neigh replace %s lladdr %s dev %s nud %s\n' "$address" "$mac" "$2" "$state"
  done
}

# Lines that take away what routers have advertised to a device: the kernel's addresses and routes that end by themselves.
advertised_to() {
  ip -6 -o addr show dev "$1" scope global dynamic 2>/dev/null | sed 's/.* inet6 \([^ ]*\) .*/addr del \1 dev '"$1"'/'
  ip -6 -o route show dev "$1" proto ra 2>/dev/null | sed -n -e 's/^default /::\/0 /' \
    -e 's/^\([^ ]*\) via \([^ ]*\) .*metric \([0-9]*\) .*expires .*/route del \1 via \2 dev '"$1"' metric \3/p'
}

# Copies a batch line by line, as ip reads it. "# neighbours FROM TO" gives TO the neighbour entries that FROM has now;
# "# advertised DEVICE" takes away what routers have advertised to it; "# settle DEVICE" waits for its addresses, two seconds
# at most; "# sysctl PATH VALUE" and "# secret FROM TO" give a device that ip has just made its settings; "# rule6 add|del WORDS"
# is an IPv6 rule; "# names FROM TO" gives TO the name servers of FROM, and "# names-settled FROM TO" leaves them to TO alone.
expand_batch() {
  while read -r line; do
    case $line in
      '# neighbours '*)
        # shellcheck disable=SC2086
        set -- $line
        neighbours_for "$3" "$4"
        ;;
      '# advertised '*) advertised_to "${line#\# advertised }" ;;
      '# settle '*)
        tries=20
        until sleep 0.1 && settled "${line#\# settle }" || [ "$tries" = 0 ]; do tries=$((tries - 1)); done
        ;;
      '# sysctl '*)
        # shellcheck disable=SC2086
        set -- $line
        appears "/proc/sys/$3" && echo "$4" 2>/dev/null >"/proc/sys/$3"
        ;;
      '# secret '*)
        # shellcheck disable=SC2086
        set -- $line
        appears "/proc/sys/net/ipv6/conf/$4" && secret=$(cat "/proc/sys/net/ipv6/conf/$3/stable_secret" 2>/dev/null) &&
          echo "$secret" 2>/dev/null >"/proc/sys/net/ipv6/conf/$4/stable_secret"
        ;;
      '# names '*)
        # shellcheck disable=SC2086
        set -- $line
        appears "/sys/class/net/$4/ifindex" && copy_names "$3" "$4"
        ;;
      '# names-settled '*)
        # shellcheck disable=SC2086
        set -- $line
        settle_names "$3" "$4"
        ;;
      '# rule6 '*)
        # shellcheck disable=SC2086
        ip -6 rule ${line#\# rule6 } 2>/dev/null
        ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}

# copy_names FROM TO: gives TO the name servers that systemd-resolved has for FROM, and remembers them. Only numbers are copied:
# the network stack, which starts in a moment, sets all else.
copy_names() {
  servers=
  from=$(cat "/sys/class/net/$1/ifindex" 2>/dev/null) || return 0
  servers=$(timeout 5 busctl --auto-start=no get-property org.freedesktop.resolve1 "/org/freedesktop/resolve1/link/_3$from" \
    org.freedesktop.resolve1.Link DNS 2>/dev/null </dev/null 3>&-)
  servers=${servers#'a(iay) '}
  case $servers in '' | '0' | *[!0-9\ ]*) servers= ;; *) set_names "$2" ;; esac
}

# set_names DEVICE: gives it the servers that were remembered.
set_names() {
  to=$(cat "/sys/class/net/$1/ifindex" 2>/dev/null) || return 0
  # shellcheck disable=SC2086
  ask_resolved SetLinkDNS 'ia(iay)' "$to" $servers
}

# settle_names FROM TO: what is remembered is for TO alone, once it has left FROM. Of a port that leaves a bridge systemd-resolved
# forgets all it was told.
settle_names() {
  [ -n "$servers" ] || return 0
  tries=20
  while [ "$(master_of "$2")" = "$1" ] && [ "$tries" -gt 0 ]; do
    sleep 0.1
    tries=$((tries - 1))
  done
  set_names "$2"
  from=$(cat "/sys/class/net/$1/ifindex" 2>/dev/null) && ask_resolved RevertLink i "$from"
  return 0
}

# ask_resolved METHOD SIGNATURE ARGUMENT…. One that does not run is not started, and one that hangs is not waited for.
ask_resolved() {
  timeout 5 busctl --auto-start=no call org.freedesktop.resolve1 /org/freedesktop/resolve1 \
    org.freedesktop.resolve1.Manager "$@" >/dev/null 2>&1 </dev/null 3>&-
}

# appears PATH: waits until ip has made the device, two seconds at most.
appears() {
  tries=20
  until [ -e "$1" ] || [ "$tries" = 0 ]; do
    sleep 0.1
    tries=$((tries - 1))
  done
  [ -e "$1" ]
}

# interface_now NAME INDEX MAC: the name that the interface of this index and address has now, as udev may have renamed it;
# NAME if there is none, or no index.
interface_now() {
  now=
  if [ -n "$2" ]; then
    now=$(ip -o link show 2>/dev/null | sed -n "s/^$2: \([^:@ ]*\)[:@].* link\/ether $3 .*/\1/p")
  fi
  echo "${now:-$1}"
}

# rename_in_batch FROM TO: copies a batch with the interface's name replaced.
rename_in_batch() {
  while read -r line; do
    renamed=
    for word in $line; do
      [ "$word" != "$1" ] || word=$2
      renamed="$renamed $word"
    done
    printf '%s\n' "${renamed# }"
  done
}

# has_its_addresses STEP FROM TO: whether every address that the step's batch would give back is where it belongs: they have not
# been moved yet, or are back already. TO is the name that the interface FROM has now.
has_its_addresses() {
  rename_in_batch "$2" "$3" <"$here/reverse-$1" | sed -n 's/^addr replace \([^ ]*\) .*dev \([^ ]*\).*/\1 \2/p' |
    while read -r address device; do
      ip -o addr show dev "$device" 2>/dev/null | grep -qF " $address " || exit 1
    done
}

# has_its_gateways STEP FROM TO: whether there is a default route of each family where the step's batch puts one.
has_its_gateways() {
  rename_in_batch "$2" "$3" <"$here/reverse-$1" | sed -n -e '/ table /d' -e '/ nexthop /d' \
    -e 's#^route replace 0\.0\.0\.0/0 .*dev \([^ ]*\).*#-4 \1#p' -e 's#^route replace ::/0 .*dev \([^ ]*\).*#-6 \1#p' |
    while read -r family device; do
      [ -n "$(ip "$family" route show default dev "$device" 2>/dev/null)" ] || exit 1
    done
}

# run_reverse STEP FROM TO: the step's batch, with the name that the interface FROM has now. -force goes on when a line's work is
# already done, and makes it 1. An ip(8) that was killed has left lines out: it is run once more.
run_reverse() {
  rename_in_batch "$2" "$3" <"$here/reverse-$1" | expand_batch | ip -force -batch - >/dev/null 2>&1
  [ $? -lt 126 ] || rename_in_batch "$2" "$3" <"$here/reverse-$1" | expand_batch | ip -force -batch - >/dev/null 2>&1
  [ $? -lt 126 ]
}

# undo_links STEP INTERFACE BRIDGE MASTER_BEFORE MASTER_AFTER created|removed MAC INDEX INTERFACE_MAC
undo_links() {
  begun "$1" && same_boot || return 0
  # If `ip` fails, an interface would look as if it had gone: do nothing, the next hand tries again.
  if ! ip link show >/dev/null 2>&1; then
    defer "'ip link show' fails, so bridge '$3' cannot be undone now; run this again"
    return 0
  fi
  interface=$(interface_now "$2" "$8" "$9")
  if ! link_exists "$interface"; then
    # Nothing can be restored on an interface that has gone; the bridge without it is still ours to delete.
    [ "$6" != created ] || remove_bridge "$3" "$7"
    return 0
  fi
  master=$(master_of "$interface")
  if [ "$master" != "$4" ] && [ "$master" != "$5" ] && [ -n "$master" ]; then
    # It joined another bridge before it became our port, so it has lost nothing; only the bridge is ours.
    if [ "$6" = created ] && ! finished "$1" && has_its_addresses "$1" "$2" "$interface"; then
      remove_bridge "$3" "$7"
    else
      report "interface '$interface' is now a port of '$master' and is left there"
    fi
    return 0
  fi
  if ! run_reverse "$1" "$2" "$interface"; then
    report "ip(8) was killed, so bridge '$3' and interface '$interface' may be restored in part; run 'ip -force -batch $here/reverse-$1'"
  elif [ "$(master_of "$interface")" != "$4" ]; then
    report "interface '$interface' could not be restored to its place"
  elif ! has_its_addresses "$1" "$2" "$interface"; then
    report "not every address could be given back to '$interface' or '$3'; '$here/reverse-$1' has them"
  elif ! has_its_gateways "$1" "$2" "$interface"; then
    report "not every default route could be given back to '$interface' or '$3'; '$here/reverse-$1' has them"
  elif [ "$6" = created ]; then
    remove_bridge "$3" "$7"
  fi
}

# first_of WORDS: the first four of them, and how many more.
first_of() {
  count=0
  first=
  for word in $1; do
    count=$((count + 1))
    [ "$count" -gt 4 ] || first="$first $word"
  done
  [ "$count" -le 4 ] || first="$first and $((count - 4)) more"
  echo "${first# }"
}

# remove_bridge BRIDGE MAC. A bridge with other ports stays, so that guests keep their taps, and one with links on it, which
# would go with it; one with another address is not ours.
remove_bridge() {
  ip -o link show dev "$1" 2>/dev/null | grep -qF "link/ether $2 " || return 0
  ports=$(ip -o link show master "$1" 2>/dev/null | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | tr '\n' ' ')
  above=$(ip -o link show 2>/dev/null | sed -n "s/^[0-9]*: \([^@ ]*\)@$1:.*/\1/p" | tr '\n' ' ')
  if [ -n "$ports" ]; then
    report "bridge '$1' stays, because it has ports that are not ours: $(first_of "$ports")"
  elif [ -n "$above" ]; then
    report "bridge '$1' stays, because other links are made on it: $(first_of "$above")"
  else
    ip link delete dev "$1" type bridge || report "bridge '$1' cannot be removed"
  fi
}
