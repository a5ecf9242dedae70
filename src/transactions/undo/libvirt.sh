# How libvirt is asked.
# shellcheck shell=sh

patience=30
silent=

# ask_libvirt URI COMMAND...: virsh(1), which would wait without end for a daemon that hangs; here `patience` seconds.
ask_libvirt() {
  uri=$1
  shift
  timeout "$patience" virsh -q -c "$uri" "$@" 2>/dev/null </dev/null 3>&-
}

# libvirt_answers URI WHAT: whether libvirt can be asked; if not, WHAT stays as it is. Where the host has started again, the
# daemon may come later than we do.
libvirt_answers() {
  libvirt_comes "$1" && return 0
  if same_boot || ! command -v virsh >/dev/null; then
    report "libvirt does not answer, so $2 is left as it is"
  else
    defer "libvirt is not running yet; $2 is undone when the agent starts"
  fi
  return 1
}

# libvirt_comes URI: within some ten seconds, whether it starts again or hangs: the bus gives the agent 25 s to start. What
# was waited for once without success is not waited for again.
libvirt_comes() {
  [ -z "$silent" ] || return 1
  left=10
  until (patience=3 && ask_libvirt "$1" version >/dev/null); do
    # timeout(1): 124 where it had to end the program.
    if [ $? = 124 ]; then left=$((left - 3)); fi
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      silent=yes
      return 1
    fi
    sleep 1
  done
}
