#!/bin/sh
# Installs what is missing and runs everything that must hold: lint, types, unit tests, bus tests, host tests, power cuts. Needs
# root, Debian 12 and Node 20; the machine's own network is left alone, for the tests make namespaces of their own. The last
# line is `N passed, N failed`. What is no test run, such as lint, counts only where it fails, as one failure.
#
# usage: sh scripts/test.sh      or npm test
set -eu
cd "$(dirname "$0")/.."

passed=0
failed=0
counts=$(mktemp -d)
trap 'rm -rf "$counts"' EXIT
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

# tests NAME: a run that ends badly, or without any test, is a failure even if none is counted.
tests() {
  heading "$1 tests"
  status=0
  run_passed=0
  run_failed=0
  npm run --silent "test:$1" -- --reporter test/reporter/counting-spec.ts --reporter-option "counts=$counts/$1" ||
    status=$?
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

# The laboratory's packages, and what the tests ask about the manual page, the XML files and the README's examples.
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
# The bus tests mostly wait, and lint takes a minute.
npm run --silent lint >"$counts/lint.log" 2>&1 &
lint=$!
heading types
npm run --silent types || complain 'the types do not fit'
tests unit
tests bus
heading lint
wait "$lint" || complain 'lint failed'
cat "$counts/lint.log"
tests packets
tests host
tests power:short
finish
