# How a service step is undone.
# shellcheck shell=sh
# Set by common.sh: root.
# shellcheck disable=SC2154

cannot_stop=

control_service() {
  if [ -d "$root/run/systemd/system" ]; then
    case $2 in
      enable | disable) set_at_boot "$2" "$1.service" ;;
      reload) systemctl try-reload-or-restart "$1.service" ;;
      # systemd refuses to start what was started often just now (systemd.unit(5): StartLimitBurst=), until it is told to forget it.
      start | restart)
        systemctl "$2" "$1.service" || { systemctl reset-failed "$1.service" && systemctl "$2" "$1.service"; }
        ;;
      stop) stop_unit "$1" ;;
      *) systemctl "$2" "$1.service" ;;
    esac >/dev/null 2>&1 </dev/null 3>&-
  else
    case $2 in
      enable) chkconfig "$1" on >/dev/null 2>&1 </dev/null 3>&- ;;
      disable) chkconfig "$1" off >/dev/null 2>&1 </dev/null 3>&- ;;
      *) service "$1" "$2" >/dev/null 2>&1 </dev/null 3>&- ;;
    esac
  fi
}

# stop_unit SERVICE: as src/backends/services/apply.ts has it.
stop_unit() {
  case $1 in
    NetworkManager) systemctl stop --job-mode=ignore-dependencies "$1.service" ;;
    *) systemctl stop "$1.service" ;;
  esac
}

is_running() {
  if [ -d "$root/run/systemd/system" ]; then systemctl is-active --quiet "$1.service"; else service "$1" status; fi >/dev/null 2>&1 </dev/null 3>&-
}

# set_at_boot enable|disable UNIT. The agent's sandbox keeps systemctl from writing to /etc/rc.d, which it does for a SysV
# service; before the bus is up, at boot, there is no systemd-run, and no sandbox either.
set_at_boot() {
  systemd-run --wait --pipe --quiet --collect systemctl "$1" "$2" || systemctl "$1" "$2"
}

# undo_service STEP SERVICE ACTION: only if the step that disturbed the service had begun. Enabling and disabling survive a
# reboot, starting and stopping do not.
undo_service() {
  begun "$1" || return 0
  case $3 in enable | disable) ;; *) same_boot || return 0 ;; esac
  control_service "$2" "$3" && return 0
  # A service that we could not stop was not disturbed by us either, but NetworkManager sees our steps as another program's.
  if [ "$3" = stop ]; then
    cannot_stop=$2
    [ "$2" != NetworkManager ] || ! is_running "$2" ||
      report "the service 'NetworkManager' did not stop, so it may not know the connections of its devices; restart it"
  elif [ "$cannot_stop" != "$2" ]; then
    report "the service '$2' did not $3"
  fi
}
