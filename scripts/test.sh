#!/bin/sh
# Installs what is missing and runs everything that must hold: lint, types, unit tests, bus tests, host tests, power cuts. Needs
# root, Debian 12 and Node 20; the tests make namespaces of their own and leave the machine's network alone. The last
# line is `N passed, N failed`. Lint and types count as one failure each if they fail.
#
# usage: sh scripts/test.sh      or npm test
set -eu
cd "$(dirname "$0")/.."

passed=0
failed=0
begun=
counts=$(mktemp -d)
# shellcheck disable=SC2086
trap 'kill $begun 2>/dev/null || :; rm -rf "$counts"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

finish() {
  printf '\n%s passed, %s failed\n' "$passed" "$failed"
  [ "$failed" = 0 ] || exit 1
  exit 0
}

heading() { printf '\n── %s\n' "$1"; }

complain() {
  echo "test: $1" >&2
  failed=$((failed + 1))
}

# run_tests NAME: the script test:NAME of package.json; leaves its exit status, and how many passed and failed.
run_tests() {
  status=0
  npm run --silent "test:$1" -- --reporter test/reporter/counting-spec.ts --reporter-option "counts=$counts/$1" ||
    status=$?
  echo "$status" >"$counts/$1.status"
}

# beside NAME COMMAND…: starts a command in the background; `show NAME` prints its output.
beside() {
  name=$1
  shift
  "$@" >"$counts/$name.log" 2>&1 &
  begun="$begun $!"
  echo "$!" >"$counts/$name.pid"
}

# show NAME: waits for it. Returns its exit status.
show() {
  heading "$1"
  ended=0
  wait "$(cat "$counts/$1.pid")" || ended=$?
  cat "$counts/$1.log"
  return "$ended"
}

# count NAME: a run that fails, or runs no test, counts as a failure even if it reports none.
count() {
  status=$(cat "$counts/$1.status" 2>/dev/null || echo unknown)
  run_passed=0
  run_failed=0
  if [ -s "$counts/$1" ]; then read -r run_passed run_failed <"$counts/$1"; fi
  passed=$((passed + run_passed))
  failed=$((failed + run_failed))
  if [ "$run_failed" = 0 ] && { [ "$status" != 0 ] || [ "$run_passed" = 0 ]; }; then
    complain "the $1 tests ended with status $status after $run_passed had passed"
  fi
}

if [ "$(id -u)" != 0 ]; then
  complain 'network namespaces need root: run it with sudo'
  finish
fi

# The packages of the laboratory and of the tests of man pages, XML files and the README's examples.
if ! sh scripts/install-packages.sh man-db mandoc libxml2-utils jq; then
  complain 'the Debian packages cannot be installed'
  finish
fi
if ! unshare --mount sh test/lab/network-manager/install.sh; then
  complain 'NetworkManager cannot be installed'
  finish
fi

if ! sh scripts/install-npm.sh; then
  complain 'the npm packages cannot be installed'
  finish
fi

heading build
if ! npm run --silent build; then
  complain 'the build failed'
  finish
fi
beside lint npm run --silent lint
beside types npm run --silent types
heading unit
run_tests unit
count unit
show types || complain 'the types do not fit'
show lint || complain 'lint failed'
# These mostly wait, so they run side by side.
beside power:short run_tests power:short
beside bus run_tests bus
heading host
run_tests host
count host
for name in bus power:short; do
  show "$name"
  count "$name"
done
finish
