#!/bin/sh
# Stands in for virsh in the tests of undo.sh: libvirt is the folder $FAKE_LIBVIRT, in which `config` and `live` are lists of
# cards as domiflist prints them, `active` and `persistent` lists of UUIDs, and `networks` holds a definition for each.
cd "$FAKE_LIBVIRT" || exit 1
[ ! -e stopped ] || exit 1
shift 3
echo "$*" >>log
command=$1
# What it is asked and does not answer.
[ ! -e "mute-$command" ] || exit 1
shift
inactive=live
file=
name=
while [ $# -gt 0 ]; do
  case $1 in
    --inactive | --config) inactive=config ;;
    --persistent) uuids=persistent ;;
    --file) file=$2; shift ;;
    --network | --domain) name=$2; shift ;;
  esac
  shift
done
attribute() { sed -n "s/.*<$1 [^>]*$2='\\([^']*\\)'.*/\\1/p" "$file"; }
add() { echo " -   $(attribute interface type)   $(sed -n "s/.*<source [a-z]*='\\([^']*\\)'.*/\\1/p" "$file")   virtio   $(attribute mac address)" >>"$inactive"; }
remove() { sed -i "/$(attribute mac address)/d" "$inactive"; }
case $command in
  version) echo 'Using API: QEMU 9.0.0' ;;
  list) cat "${uuids:-active}" ;;
  domiflist) cat "$inactive" ;;
  attach-device) add ;;
  update-device) remove && add ;;
  detach-device) [ -e stubborn ] || remove ;;
  net-list) ls networks ;;
  net-dumpxml) cat "networks/$name" ;;
  net-define) cp "$file" "networks/$(sed -n 's/.*<name>\(.*\)<.*/\1/p' "$file")" ;;
  net-undefine) rm "networks/$name" ;;
  net-destroy | net-autostart | net-start) : ;;
  *) exit 1 ;;
esac
