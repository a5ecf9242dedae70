#!/bin/sh
# Runs QEMU and ends it, and removes its folder, when standard input ends: that is when stop() closes it, or when the test
# runner dies in whatever way.
#
# usage: run.sh WORK QEMU ARGUMENT…
work=$1
shift
# A signal for the whole process group reaches this too; the end of the test runner will be noticed all the same.
trap '' HUP INT TERM
"$@" </dev/null 2>"$work/errors" &
while read -r _; do :; done
kill -KILL $! 2>/dev/null
wait
rm -rf "$work"
