#!/bin/sh
# Runs a command where ifupdown, bridge-utils and NetworkManager are installed; to be run in a mount namespace of its own.
#
# usage: with-peers.sh FOLDER COMMAND…   FOLDER is an empty folder to mount on
set -eu
layers=$1
shift

mount -t tmpfs tmpfs "$layers"
# No systemd to be found: nothing that is installed gets started.
mount -t tmpfs tmpfs /run
mkdir /run/lock
for folder in usr etc var; do
  mkdir "$layers/$folder" "$layers/$folder.work"
  if ! mount -t overlay -o "lowerdir=/$folder,upperdir=$layers/$folder,workdir=$layers/$folder.work" overlay "/$folder"; then
    echo "no overlayfs: only what is installed on this machine is measured" >&2
    exec "$@"
  fi
done
sh scripts/install-packages.sh ifupdown bridge-utils network-manager
"$@"
