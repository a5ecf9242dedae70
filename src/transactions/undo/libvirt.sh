# How libvirt is queried.
# shellcheck shell=sh

patience=30
silent=

# ask_libvirt URI COMMAND...: virsh(1) for at most `patience` seconds; by itself it waits for a hanging daemon for ever.
ask_libvirt() {
  uri=$1
  shift
  timeout "$patience" virsh -q -c "$uri" "$@" 2>/dev/null </dev/null 3>&-
}

# libvirt_answers URI WHAT: whether libvirt answers; if not, WHAT stays as it is. After a reboot the daemon may start later
# than we do.
libvirt_answers() {
  libvirt_comes "$1" && return 0
  if same_boot || ! command -v virsh >/dev/null; then
    report "libvirt does not answer, so $2 is left as it is"
  else
    defer "libvirt is not running yet; $2 is undone when the agent starts"
  fi
  return 1
}

# libvirt_comes URI: waits some ten seconds, whether it is starting or hangs: the bus gives the agent 25 s to start. It waits
# in vain only once.
libvirt_comes() {
  [ -z "$silent" ] || return 1
  left=10
  until (patience=3 && ask_libvirt "$1" version >/dev/null); do
    # timeout(1): 124 means that it had to kill the program.
    if [ $? = 124 ]; then left=$((left - 3)); fi
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      silent=yes
      return 1
    fi
    sleep 1
  done
}
