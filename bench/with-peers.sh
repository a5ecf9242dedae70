#!/bin/sh
# Installs ifupdown, bridge-utils and NetworkManager and runs a command. Run it in a mount namespace of its own.
#
# usage: with-peers.sh FOLDER COMMAND…   FOLDER is an empty folder to mount on
set -eu
layers=$1
shift

mount -t tmpfs tmpfs "$layers"
# An empty /run hides systemd, so that packages do not start their services.
mount -t tmpfs tmpfs /run
mkdir /run/lock
for folder in usr etc var; do
  mkdir "$layers/$folder" "$layers/$folder.work"
  if ! mount -t overlay -o "lowerdir=/$folder,upperdir=$layers/$folder,workdir=$layers/$folder.work" overlay "/$folder"; then
    echo "no overlayfs: only programs that this machine already has are measured" >&2
    exec "$@"
  fi
done
sh scripts/install-packages.sh ifupdown bridge-utils network-manager
"$@"
