#!/bin/sh
# service(8) of the laboratory's host: runs the init script below ROOT.
#
# usage: service.sh ROOT SERVICE ACTION
root=$1
service=${2-}
script=$root/etc/init.d/$service
shift 2
if [ -z "$service" ] || ! [ -x "$script" ]; then
  echo "$service: unrecognized service" >&2
  exit 1
fi
exec "$script" "$@"
