#!/bin/sh
# Process 1 of the initramfs of a virtual machine, with busybox as all its programs: finds the disk, lays the host's own files
# over Debian's at the first boot of all, and hands over to systemd with the disk read-only, as every Debian does.
mount -t proc proc /proc
mount -t devtmpfs dev /dev
for module in /modules/*.ko; do insmod "$module"; done
# Without ext4's own care for files that are renamed before they are synced (ext4(5): auto_da_alloc), as on XFS.
mount -t ext4 -o ro,noauto_da_alloc /dev/vda /root
if ! [ -e /root/opt/laboratory ]; then
  mount -o remount,rw /root
  tar -x -f /dev/vdb -C /root
  mount -o remount,ro /root
fi
umount /dev /proc
exec switch_root /root /sbin/init
