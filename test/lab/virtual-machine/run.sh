#!/bin/sh
# Runs QEMU and ends it, and removes its folder, when standard input ends: that is when stop() closes it, or when the test
# runner dies in any way.
#
# usage: run.sh WORK QEMU ARGUMENT…
work=$1
shift
# A signal to the process group also reaches this; it still waits for the test runner's end.
trap '' HUP INT TERM
"$@" </dev/null 2>"$work/errors" &
while read -r _; do :; done
kill -KILL $! 2>/dev/null
wait
rm -rf "$work"
