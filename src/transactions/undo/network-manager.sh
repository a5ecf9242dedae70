# How what NetworkManager was told is undone: by its own file of a device, which it reads as it starts, or by its profiles.
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

# undo_network_manager_profile STEP UUID: the profile that is there again is activated, if another was. Without UUID the profiles are
# read anew, which changes no device.
undo_network_manager_profile() {
  begun "$1" && same_boot || return 0
  if [ -z "$2" ]; then
    nmcli connection reload >/dev/null 2>&1 </dev/null 3>&- ||
      report "NetworkManager did not read its profiles again; have it do so with 'nmcli connection reload'"
    return 0
  fi
  { nmcli connection reload && nmcli --wait 90 connection up uuid "$2"; } >/dev/null 2>&1 </dev/null 3>&- ||
    report "NetworkManager did not activate the profile '$2' again; do so with 'nmcli connection up uuid $2'"
}
