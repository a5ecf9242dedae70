#!/bin/bash
# Process 1 of the namespaces that hold a booted host (see booted-host.ts): lays the host's own files over the root
# folder, boots it in a container, and cuts its power when told to. It ends, and with it everything in its pid namespace,
# when its standard input does: that is when stop() closes it, or when the test runner dies in any way.
#
# usage: inside.sh WORK ROOT   WORK holds `upper`, the host's own files; ROOT is a Debian that is only read
#        then lines on standard input: boot, cut
set -u
work=$1
root=$2
group=bridgehead-${work##*-}

# Kills everything but this at once; returns when nothing else is left.
cut() {
  kill -KILL -1 2>/dev/null
  set -- /proc/[0-9]*
  while [ $# -gt 1 ]; do set -- /proc/[0-9]*; done
}

finish() {
  cut
  for hierarchy in $hierarchies; do
    echo $$ >"$hierarchy/cgroup.procs"
    find "$hierarchy/$group" -depth -type d -exec rmdir {} + 2>/dev/null
  done
  umount "$work/root"
  rm -rf --one-file-system "$work"
}
trap finish EXIT

# Nothing of the machine's own systemd is visible in here, and two hosts don't meet in one control group.
mount -t tmpfs -o mode=755 tmpfs /run
hierarchies=
for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
  [ -e "$hierarchy/cgroup.procs" ] || continue
  hierarchies="$hierarchies $hierarchy"
  mkdir "$hierarchy/$group" && echo $$ >"$hierarchy/$group/cgroup.procs" || exit 1
done
mkdir -p "$work/root" "$work/overlay"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/overlay" "$work/root" || exit 1

# systemd-nspawn(1): a network namespace of its own, and a root that may do there what a root may. It ends with 133 when
# the host reboots, as a unit would need it.
boot() {
  status=133
  while [ "$status" = 133 ]; do
    systemd-nspawn --quiet --boot --directory="$work/root" --machine=bridgehead --private-network --capability=all \
      --register=no --keep-unit --console=pipe </dev/null >>"$work/console" 2>&1 &
    echo $! >/run/nspawn
    wait $!
    status=$?
  done
}

while read -r word; do
  case $word in
  boot) boot & disown ;;
  cut) cut ;;
  esac
  echo "done $word"
done
