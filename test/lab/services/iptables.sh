#!/bin/sh
# Stands in for the init scripts iptables and ip6tables of Red Hat's iptables-services: real rules, kept below ROOT, the old
# ones beside them as .save.
#
# usage: iptables.sh ROOT iptables|ip6tables start|save
set -eu
program=$2
file=$1/etc/sysconfig/$program

case ${3-} in
start) [ ! -f "$file" ] || "$program-restore" <"$file" ;;
save)
  (umask 077 && "$program-save" >"$file.new")
  [ ! -f "$file" ] || cp -p "$file" "$file.save"
  mv "$file.new" "$file"
  ;;
*)
  echo "usage: service $program {start|save}" >&2
  exit 2
  ;;
esac
