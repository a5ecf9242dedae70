/** DHCP in the laboratory: dnsmasq on the router, ISC's dhclient on the host, with the stock script of the distribution. */
import { readFile } from 'node:fs/promises';
import { eventually } from '../eventually.ts';
import type { Laboratory } from '../laboratory.ts';
import type { ServiceProcess } from '../service-process.ts';

/** Seconds: dnsmasq's shortest lease, and the moment at which a client renews it. */
export const leaseSeconds = 120;
const renewAfter = 5;

const server = [
  ...['dnsmasq', '--keep-in-foreground', '--conf-file=/dev/null', '--user=root', '--pid-file=', '--log-facility=-'],
  ...['--port=0', '--interface=lan0', '--bind-interfaces', '--dhcp-authoritative', '--no-ping', '--log-dhcp'],
  '--dhcp-range=2001:db8:1::100,2001:db8:1::1ff,64,2m',
  ...['--dhcp-range=192.0.2.100,192.0.2.150,255.255.255.0,2m', '--dhcp-host=52:54:00:12:34:56,192.0.2.10'],
  ...[`--dhcp-option=option:T1,${String(renewAfter)}s`, '--dhcp-option=option:router,192.0.2.1'],
];

/** Gives eth0 of the host 192.0.2.10, and an IPv6 address if it asks for one; returns when it listens. @param options more of dnsmasq(8). */
export async function startDhcpServer(lab: Laboratory, options: readonly string[] = []): Promise<ServiceProcess> {
  const leases = `--dhcp-leasefile=${lab.path('/run-lab-leases')}`;
  const process = await lab.spawn('router', [...server, ...options, leases]);
  await eventually('dnsmasq listens', () => process.log().includes('DHCP, sockets bound'));
  return process;
}

/** Leaves host name and name servers alone, which are the machine's, and records each call of the script. */
const hook = `new_host_name=
make_resolv_conf() { :; }
echo "$reason $interface" >>/run/dhclient-script.log
`;

/**
 * Makes the host get its address by DHCP, as its ifcfg-eth0 must say: the files that dhclient reads and writes are the
 * host's, and the network service starts it.
 */
export async function becomeDhcpHost(lab: Laboratory): Promise<void> {
  await lab.writeFile('/etc/dhcp/dhclient.conf', 'timeout 20;\nretry 5;\nbackoff-cutoff 2;\ninitial-interval 1;\n');
  await lab.writeFile('/etc/dhcp/dhclient-enter-hooks.d/laboratory', hook);
  await lab.writeFile('/sbin/dhclient-script', await readFile('/sbin/dhclient-script', 'utf8'), 0o755);
  // In the host's own mount namespace.
  const mounts = ['/var/lib/dhcp', '/etc/dhcp'].map(
    (path) => `mkdir -p ${lab.path(path)}
    mount --bind ${lab.path(path)} ${path}`,
  );
  const run = `mkdir -p ${lab.path('/run')}; mount --bind /run ${lab.path('/run')}`;
  await lab.hostOk(['sh', '-ec', [...mounts, run].join('\n')]);
  await lab.hostOk(['service', 'network', 'restart']);
  await lab.advertisements.taken();
  await eventually('no address is tentative', async () => {
    return (await lab.hostOk(['ip', '-6', 'addr', 'show', 'tentative'])).stdout === '';
  });
}

/** The interfaces of the running dhclients. */
export async function clientsOf(lab: Laboratory): Promise<readonly string[]> {
  const { stdout } = await lab.host(['pgrep', '-a', '-x', 'dhclient']);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.split(' ').at(-1) ?? '').sort();
}

/** The recorded calls of the script, as `REBOOT br0`. */
export async function scriptCalls(lab: Laboratory): Promise<readonly string[]> {
  const { stdout } = await lab.host(['cat', '/run/dhclient-script.log']);
  return stdout.trim().split('\n');
}
