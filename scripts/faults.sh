#!/bin/sh
# The whole fault sweep, the power cuts and the leak test, more than an hour; see docs/fault-sweep.md. Needs
# root, Debian 12 and Node 20; installs everything else.
#
# usage: sh scripts/faults.sh [--only NAME]… [--points N] [--workers N]     or npm run test:faults -- WORDS
set -eu
cd "$(dirname "$0")/.."

if [ "$(id -u)" != 0 ]; then
  echo "faults: network namespaces need root: run it with sudo" >&2
  exit 1
fi
sh scripts/install-packages.sh
sh scripts/install-npm.sh
node scripts/build.mjs
status=0
node --import tsx test/faults/sweep.ts "$@" || status=$?
# With --only or --points, only the sweep runs.
[ $# -gt 0 ] || npm run --silent test:power || status=1
[ $# -gt 0 ] || npm run --silent test:leak || status=1
exit "$status"
