#!/bin/sh
# Measures Bridgehead beside other ways to put a live interface behind a bridge; see README.md.
#
# usage: sh bench/bench.sh [RUNS] [--only PART]… [--write]
set -eu
cd "$(dirname "$0")/.."

if [ "$(id -u)" != 0 ]; then
  echo "bench: network namespaces need root: run it with sudo" >&2
  exit 1
fi
sh scripts/install-packages.sh libsystemd-dev
sh scripts/install-npm.sh
node scripts/build.mjs

# NetworkManager on the machine itself would take over its interfaces. So it is installed in a mount namespace, in an overlay
# on the machine's folders, and disappears with it.
layers=$(mktemp -d)
trap 'rmdir "$layers"' EXIT
unshare --mount --propagation private sh bench/with-peers.sh "$layers" node --import tsx bench/bench.ts "$@"
