# Read by a shell on the virtual machine: cuts the power at a moment of a change, which it sees in the journal's folder.
# Uses only dash(1) builtins, to be fast enough; sysrq b resets without a sync or any
# notice (Linux: admin-guide/sysrq).
transactions=/var/lib/bridgehead/transactions
scripts=/etc/sysconfig/network-scripts

# drafting: the journal is being written.
drafting() {
  set -- "$transactions"/.new-*
  [ -e "$1" ]
}

# in_state STATE COUNT: that many transactions are in the state.
in_state() {
  count=$2
  set -- "$transactions"/*/state."$1"
  [ -e "$1" ] && [ $# -ge "$count" ]
}

# marked begin|done STEP: of the change that is being applied.
marked() {
  for state in "$transactions"/*/state.applying; do
    while read -r mark step _; do
      [ "$mark $step" = "$1 $2" ] && return 0
    done <"${state%/*}/marks"
  done
  return 1
}

# joined: the kernel has the bridge with its port. One call, for the change ends soon afterwards.
joined() { [ -e /sys/class/net/br0/brif/eth0 ]; }

# parted: the port has left the bridge.
parted() { ! joined; }

# put_back: an undo has reached its last file.
put_back() { in_state rolling-back 1 && ! [ -e "$scripts/ifcfg-br0" ]; }

# cut_when MOMENT…: one of the above.
cut_when() {
  until "$@"; do :; done
  echo b >/proc/sysrq-trigger
}
