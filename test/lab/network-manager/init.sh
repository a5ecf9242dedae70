#!/bin/bash
# The init script of the laboratory's NetworkManager: the real one, whose files are those below ROOT.
#
# usage: init.sh ROOT start|stop|restart|status
set -u
root=$1
action=${2-}
pid_file=$root/run/NetworkManager/pid

running() { [ -s "$pid_file" ] && [ "$(cat "/proc/$(cat "$pid_file")/comm" 2>/dev/null)" = NetworkManager ]; }

# Its folders, and a resolv.conf that it must not replace. A read-only /sys tells it not to wait for udev.
enter_files() {
  for folder in etc/NetworkManager/conf.d etc/NetworkManager/system-connections var/lib/NetworkManager run/NetworkManager; do
    mkdir -p "$root/$folder"
  done
  : >>"$root/etc/resolv.conf"
  for path in etc/NetworkManager var/lib/NetworkManager run/NetworkManager; do
    mkdir -p "/$path"
    mount --bind "$root/$path" "/$path"
  done
  mount --bind "$root/etc/resolv.conf" /etc/resolv.conf
  mount -o remount,bind,ro /sys
}

start() {
  running && return 0
  export root
  export -f enter_files
  mkdir -p "$root/run/NetworkManager"
  # No descriptor is closed that this script was given: a real init script does not do so either.
  setsid unshare --mount --propagation private bash -ec 'enter_files; exec NetworkManager --no-daemon' \
    >>"$root/run/NetworkManager/log" 2>&1 </dev/null &
  echo $! >"$pid_file"
  for _ in {1..2400}; do
    [ "$(nmcli -t -f RUNNING general 2>/dev/null)" = running ] && return 0
    sleep 0.05
  done
  cat "$root/run/NetworkManager/log" >&2
  return 1
}

stop() {
  running || return 0
  kill "$(cat "$pid_file")"
  for _ in {1..2400}; do
    running || return 0
    sleep 0.05
  done
  return 1
}

case $action in
start) start ;;
stop) stop ;;
restart) stop && start ;;
status) running ;;
*) exit 2 ;;
esac
