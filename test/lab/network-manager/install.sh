#!/bin/sh
# Installs NetworkManager for the laboratory. It must never run on the machine itself: where systemd would start it, it is
# masked before it comes, and in here no systemd is to be seen.
#
# usage: unshare --mount sh install.sh
set -eu
command -v NetworkManager >/dev/null && exit 0
if [ -d /run/systemd/system ]; then ln -sf /dev/null /etc/systemd/system/NetworkManager.service; fi
mount -t tmpfs tmpfs /run
mkdir /run/lock
exec sh "$(dirname "$0")/../../../scripts/install-packages.sh" network-manager
