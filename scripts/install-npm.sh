#!/bin/sh
# Installs the npm packages at the versions of the lock file. Quiet if that is done already.
#
# usage: sh scripts/install-npm.sh
set -eu
cd "$(dirname "$0")/.."

# npm writes node_modules/.package-lock.json when it is done.
[ -z "$(find package-lock.json ! -newer node_modules/.package-lock.json 2>/dev/null)" ] || exit 0
echo 'installing npm packages: node_modules'
exec npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
