#!/bin/sh
# A host with one card, which is gone when the command ends: files in a folder, and a kernel's network of its own.
#
# usage: unshare --net --mount sh host.sh FOLDER COMMAND...
set -eu
root=$1
shift

# What /sys shows belongs to the network in which it was mounted.
mount -t sysfs sysfs /sys
ip link set lo up
ip link add eth0 type veth peer name lan
ip address add 192.0.2.10/24 dev eth0
ip link set eth0 up
ip link set lan up

mkdir -p "$root/etc/sysconfig/network-scripts" "$root/etc/init.d" "$root/etc/rc.d/rc3.d"
printf 'NETWORKING=yes\n' >"$root/etc/sysconfig/network"
printf 'DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n' >"$root/etc/sysconfig/network-scripts/ifcfg-eth0"
printf '#!/bin/sh\n' >"$root/etc/init.d/network"
chmod 755 "$root/etc/init.d/network"
ln -s ../../init.d/network "$root/etc/rc.d/rc3.d/S10network"
exec "$@"
