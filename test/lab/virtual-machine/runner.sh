#!/bin/sh
# Runs the commands that arrive on a virtual machine's port (QEMU's virtserialport), one after another.
#
# asked: NUMBER SECONDS SCRIPT       answered: NUMBER STATUS .OUTPUT .ERRORS       the long words in base64(1)
set -u
for port in /sys/class/virtio-ports/*; do
  [ "$(cat "$port/name")" = laboratory ] && exec 3<>"/dev/${port##*/}"
done

echo 'ready' >&3
while read -r number seconds script <&3; do
  echo "$script" | base64 -d >script
  timeout -k 1 "$seconds" sh script >output 2>errors </dev/null 3>&-
  status=$?
  echo "$number $status .$(base64 -w0 output) .$(base64 -w0 errors)" >&3
done
