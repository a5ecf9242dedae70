#!/bin/sh
# Installs the Debian 12 packages that the tests, the demo and the benchmarks need. Quiet if they are installed already.
# Installs all before a laboratory starts: a package that adds a user replaces /etc/passwd, and the laboratory mounts its
# own file over that.
#
# usage: sh scripts/install-packages.sh [PACKAGE…]   more packages besides those below
set -eu

# ip and bridge; unshare, nsenter, setpriv and flock; the bus; polkit; busctl; gdbus; gdbus-codegen and a compiler; the
# clients that tests write in Python; ping and fping; sysctl; the firewalls that bridged frames meet; a DHCP server and client;
# guests (without libvirt-daemon-system, which would start services on the machine itself); faults; Debians that boot; access
# lists and attributes of files
packages="iproute2 util-linux dbus dbus-bin dbus-daemon polkitd systemd libglib2.0-bin libglib2.0-dev-bin
  libglib2.0-dev pkg-config gcc libc6-dev python3-dbus python3-gi iputils-ping fping procps iptables nftables
  dnsmasq-base isc-dhcp-client libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients qemu-system-x86 strace mmdebstrap
  systemd-container qemu-utils acl attr"

missing=
for package in $packages "$@"; do
  case $(dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null) in
  *' installed') ;;
  *) missing="$missing $package" ;;
  esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
  echo "install-packages: as root, install:$missing" >&2
  exit 1
fi

echo "installing Debian packages:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -q && apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
  cat "$log" >&2
  exit 1
fi
