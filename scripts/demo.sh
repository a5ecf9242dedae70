#!/bin/sh
# Shows Bridgehead at work on a live interface. Needs root, Debian 12 and Node 20; installs everything else, and leaves
# nothing behind but packages, node_modules and dist.
set -eu
cd "$(dirname "$0")/.."

if [ "$(id -u)" != 0 ]; then
  echo "demo: network namespaces need root: run it with sudo" >&2
  exit 1
fi
sh scripts/install-packages.sh
sh scripts/install-npm.sh
node scripts/build.mjs
exec node --import tsx test/demo/demo.ts
