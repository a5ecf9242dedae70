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
  ...['--dhcp-range=192.0.2.100,192.0.2.150,255.255.255.0,2m', '--dhcp-host=52:54:00:12:34:56,192.0.2.10'],
  ...[`--dhcp-option=option:T1,${String(renewAfter)}s`, '--dhcp-option=option:router,192.0.2.1'],
];

/** The server knows the host's first card, and gives it 192.0.2.10; returns when it listens. */
export async function startDhcpServer(lab: Laboratory): Promise<ServiceProcess> {
  const process = await lab.spawn('router', [...server, `--dhcp-leasefile=${lab.path('/run-lab-leases')}`]);
  await eventually('dnsmasq listens', () => process.log().includes('DHCP, sockets bound'));
  return process;
}

/** The host's name and name servers are the machine's own: they stay as they are. What the script is called for is noted. */
const hook = `new_host_name=
make_resolv_conf() { :; }
echo "$reason $interface" >>/run/dhclient-script.log
`;

/**
 * Makes the host one that gets its address by DHCP, as its ifcfg-eth0 has to say: what dhclient reads and writes is the
 * host's, and the network service starts it.
 */
export async function becomeDhcpHost(lab: Laboratory): Promise<void> {
  await lab.writeFile('/etc/dhcp/dhclient.conf', 'timeout 20;\nretry 5;\nbackoff-cutoff 2;\ninitial-interval 1;\n');
  await lab.writeFile('/etc/dhcp/dhclient-enter-hooks.d/laboratory', hook);
  await lab.writeFile('/sbin/dhclient-script', await readFile('/sbin/dhclient-script', 'utf8'), 0o755);
  // The host's mounts are its own: nothing of this is seen by the machine.
  const mounts = ['/var/lib/dhcp', '/etc/dhcp'].map(
    (path) => `mkdir -p ${lab.path(path)}
    mount --bind ${lab.path(path)} ${path}`,
  );
  const run = `mkdir -p ${lab.path('/run')}; mount --bind /run ${lab.path('/run')}`;
  await lab.hostOk(['sh', '-ec', [...mounts, run].join('\n')]);
  await lab.hostOk(['service', 'network', 'restart']);
  await eventually('no address is tentative', async () => {
    return (await lab.hostOk(['ip', '-6', 'addr', 'show', 'tentative'])).stdout === '';
  });
}

/** The interfaces of the dhclients that run on the host. */
export async function clientsOf(lab: Laboratory): Promise<readonly string[]> {
  const { stdout } = await lab.host(['pgrep', '-a', '-x', 'dhclient']);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.split(' ').at(-1) ?? '').sort();
}

/** What the script has been called for since the host was made, as `REBOOT br0`. */
export async function scriptCalls(lab: Laboratory): Promise<readonly string[]> {
  const { stdout } = await lab.host(['cat', '/run/dhclient-script.log']);
  return stdout.trim().split('\n');
}
