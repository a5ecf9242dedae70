# How NetworkManager's own file of a device is undone. NetworkManager reads it as it starts.
# shellcheck shell=sh
# Set by common.sh: root, here.
# shellcheck disable=SC2154

# undo_network_manager_state STEP DEVICE TEXT apply|undo: takes back what the step wrote. A step of the kind `undo` wrote nothing:
# TEXT is for a device that the undo has made again, whose index is another than before.
undo_network_manager_state() {
  begun "$1" && same_boot || return 0
  if [ "$4" = undo ]; then
    index=$(ip -o link show dev "$2" 2>/dev/null | sed -n 's/^\([0-9]*\): .*/\1/p')
    [ -z "$index" ] || printf '%s' "$3" | put_device_state "$index"
    return 0
  fi
  foretold=$(begin_mark "$1")
  index=${foretold%%:*}
  case $index in '' | *[!0-9]*) return 0 ;; esac
  if [ "${foretold#*:}" = absent ]; then
    rm -f "$root/run/NetworkManager/devices/$index"
  elif [ "$(digest_of "$here/before-$1")" = "${foretold#*:}" ]; then
    put_device_state "$index" <"$here/before-$1"
  fi
  return 0
}

# put_device_state INDEX: NetworkManager ignores a file whose name is not a number.
put_device_state() {
  states=$root/run/NetworkManager/devices
  fresh=$states/.bridgehead-undo$1~
  mkdir -p "$states"
  { (umask 022 && cat >"$fresh") && mv -f "$fresh" "$states/$1"; } 2>/dev/null ||
    report "file '/run/NetworkManager/devices/$1' cannot be written, so NetworkManager may not know the interface again"
}
