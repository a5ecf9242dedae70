/** Names on a booted host: the real systemd-resolved, and a name server on the LAN. Debian's, unpacked and never installed. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { eventually } from '../eventually.ts';
import { keptFolder } from '../kept-folder.ts';
import { unpackPackages } from '../packages.ts';
import type { SystemdHost } from './systemd-host.ts';

/** Besides what every booted host has: dnsmasq's libraries. */
const packages = [
  ...['systemd-resolved', 'dnsmasq-base', 'libnetfilter-conntrack3', 'libnfnetlink0', 'libnftables1', 'libnftnl11'],
  ...['libxtables12', 'libjansson4', 'libedit2', 'libbsd0'],
];

const server = `[Unit]
DefaultDependencies=no
After=laboratory-lan.service
[Service]
ExecStart=ip netns exec lan dnsmasq --keep-in-foreground --user=root --conf-file=/dev/null --no-resolv --no-hosts --pid-file= --address=/lab.example/192.0.2.77
[Install]
WantedBy=sysinit.target
`;

/** Adds both to the files that are laid over Debian's root. systemd-resolved does not start by itself. */
export async function addNames(upper: string): Promise<void> {
  const folder = await keptFolder('names', packages, unpackPackages(packages));
  for (const name of await readdir(folder)) {
    if (name.endsWith('.deb')) continue;
    // In the root folder these are links into /usr.
    const target = ['lib', 'sbin'].includes(name) ? join(upper, 'usr', name) : join(upper, name);
    await execa('mkdir', ['-p', target]);
    await execa('cp', ['-a', `${join(folder, name)}/.`, target]);
  }
}

/** systemd-resolved and the name server run from the next boot on. */
export async function enableNames(host: SystemdHost): Promise<void> {
  await host.output('systemd-sysusers');
  await host.run(['sh', '-c', 'cat >/etc/systemd/system/laboratory-names.service'], { input: server });
  await host.output('systemctl', 'daemon-reload');
  await host.output('systemctl', 'enable', 'laboratory-names', 'systemd-resolved');
}

const asking = `rm -f /run/asked; : >/run/unanswered; n=0
while [ ! -e /run/asked ]; do
  n=$((n + 1))
  (timeout 20 resolvectl query "q$n.$1.lab.example" >/dev/null 2>&1 || echo "q$n" >>/run/unanswered) &
  sleep 0.05
done
wait`;

/** Runs the change while a name that nobody knows yet is asked for every 50 milliseconds. @returns those that were not answered. */
export async function whileAsking(host: SystemdHost, change: () => Promise<unknown>): Promise<readonly string[]> {
  const words = ['--collect', '--unit=laboratory-asking', 'sh', '-c', asking, 'sh', String(Date.now())];
  await host.output('systemd-run', ...words);
  await change();
  await host.output('touch', '/run/asked');
  const state = () => host.property('laboratory-asking.service', 'ActiveState');
  await eventually('all names have been asked for', async () => (await state()) === 'inactive');
  return (await host.file('/run/unanswered'))?.trim().split('\n').filter(Boolean) ?? [];
}

/** Returns when a name is answered. */
export async function knowsNames(host: SystemdHost): Promise<void> {
  const ask = () => host.run(['resolvectl', 'query', `known${Date.now()}.lab.example`]);
  await eventually('a name is answered', async () => (await ask()).exitCode === 0);
}

/** What systemd-resolved asks by the device: `Link 2 (eth0): 192.0.2.1`. */
export async function serversOf(host: SystemdHost, device: string): Promise<string> {
  return (await host.output('resolvectl', 'dns', device)).trim().split(':').slice(1).join(':').trim();
}
