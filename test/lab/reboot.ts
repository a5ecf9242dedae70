/** A reboot of the laboratory's host, as far as a namespace can have one. */
import { eventually } from './eventually.ts';
import type { Laboratory } from './laboratory.ts';

/** Ends every process in the host's network namespace except this shell. */
const endProcesses = `
here=$(readlink /proc/self/ns/net)
for process in /proc/[0-9]*; do
  [ "\${process#/proc/}" = $$ ] || [ "$(readlink "$process/ns/net")" != "$here" ] || kill -KILL "\${process#/proc/}"
done`;

/** Resets interfaces and br_netfilter's settings to what they are after a boot. */
const forgetNetwork = `
for link in /sys/class/net/*; do
  name=\${link##*/}
  if [ -d "$link/bridge" ] || [ -e "$link/tun_flags" ]; then ip link del dev "$name"; fi
done
for link in /sys/class/net/eth*; do
  name=\${link##*/}
  ip link set dev "$name" down nomaster mtu 1500 addrgenmode eui64
  ip addr flush dev "$name"
  # Settings as a new interface gets them; those of the link itself, and what cannot be written, stay.
  for setting in /proc/sys/net/ipv[46]/conf/"$name"/*; do
    case $setting in */stable_secret | */addr_gen_mode | */mtu | */mc_forwarding) continue ;; esac
    # Without a process for each of hundreds.
    { IFS= read -r value <"\${setting%/*/*}/default/\${setting##*/}" && echo "$value" >"$setting"; } 2>/dev/null || true
  done
  # As the laboratory has it (inside.sh): a second card hears no router unless its file says so.
  [ "$name" = eth0 ] || echo 0 >/proc/sys/net/ipv6/conf/"$name"/accept_ra
done
for type in blackhole unreachable prohibit throw; do
  ip -4 route flush type $type
  ip -6 route flush type $type proto boot
done
for key in iptables ip6tables arptables; do
  [ ! -e /proc/sys/net/bridge/bridge-nf-call-$key ] || echo 1 >/proc/sys/net/bridge/bridge-nf-call-$key
done
for family in -4 -6; do
  ip $family rule flush
  ip $family rule add priority 32766 lookup main
done
ip -4 rule add priority 32767 lookup default
rm -f /run/dhclient*.pid
cat /proc/sys/kernel/random/uuid >/run/lab/boot-id`;

/**
 * Runs `beforeNetwork` before the network starts: by the service network, or where the host has none by NetworkManager. Returns
 * when the host has what its router advertises, and can use it.
 */
export async function rebootHost(laboratory: Laboratory, beforeNetwork: () => Promise<void>): Promise<void> {
  await laboratory.host(['bash', '-c', endProcesses]);
  await laboratory.hostOk(['bash', '-c', `set -e${forgetNetwork}`]);
  await laboratory.removeFile('/run/NetworkManager');
  await beforeNetwork();
  const service = laboratory.exists('/etc/init.d/network') ? 'network' : 'NetworkManager';
  await laboratory.hostOk(['service', service, 'start']);
  await laboratory.advertisements.taken();
  await eventually('duplicate address detection is over', async () => {
    const { stdout } = await laboratory.hostOk(['ip', '-6', 'addr', 'show', 'tentative']);
    return stdout === '';
  });
}
