#!/bin/sh
# chkconfig(8) of the laboratory's host: which init scripts below ROOT the boot starts, by the links of the run levels.
#
# usage: chkconfig.sh ROOT SERVICE on|off, or chkconfig.sh ROOT --list SERVICE
root=$1
shift

unknown() {
  echo "error reading information on service $1: No such file or directory" >&2
  exit 1
}

list() {
  [ -e "$root/etc/init.d/$1" ] || unknown "$1"
  printf '%-15s' "$1"
  for level in 0 1 2 3 4 5 6; do
    if [ -L "$root/etc/rc.d/rc$level.d/S50$1" ]; then state=on; else state=off; fi
    printf '\t%s:%s' "$level" "$state"
  done
  echo
}

set_levels() {
  [ -e "$root/etc/init.d/$1" ] || unknown "$1"
  for level in 2 3 4 5; do
    mkdir -p "$root/etc/rc.d/rc$level.d"
    rm -f "$root/etc/rc.d/rc$level.d"/[SK]50"$1"
    case $2 in on) letter=S ;; *) letter=K ;; esac
    ln -s "../../init.d/$1" "$root/etc/rc.d/rc$level.d/${letter}50$1"
  done
}

case $1 in
--list) list "$2" ;;
*) set_levels "$1" "$2" ;;
esac
