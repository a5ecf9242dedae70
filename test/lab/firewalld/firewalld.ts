/** The real firewalld on the laboratory's host: Debian's, unpacked and never installed, with its files below the host's root. */
import { chmod, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../eventually.ts';
import { keptFolder } from '../kept-folder.ts';
import type { Laboratory } from '../laboratory.ts';
import { unpackPackages } from '../packages.ts';
import type { ServiceProcess } from '../service-process.ts';

/** Besides what the laboratory needs anyway: Python's bindings of D-Bus and GLib, and nftables. */
const packages = ['firewalld', 'python3-firewall', 'python3-nftables', 'python3-cap-ng'];

const zone = (name: string, services: readonly string[]): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<zone>',
    `  <short>${name}</short>`,
    ...services.map((service) => `  <service name="${service}"/>`),
    '</zone>',
    '',
  ].join('\n');

/** The default zone, without ssh, and one with it. */
const zones = { public: [], work: ['ssh'] } as const;

/** Gives the host firewalld, stopped, and the client firewall-cmd. */
export async function installFirewalld(lab: Laboratory): Promise<void> {
  const folder = await keptFolder('firewalld', packages, unpackPackages(packages));
  for (const path of ['etc/firewalld', 'usr/lib/firewalld']) {
    await cp(join(folder, path), lab.path(path), { recursive: true });
  }
  for (const [name, services] of Object.entries(zones)) {
    await lab.writeFile(zonePath(name), zone(name, services));
  }
  await enterBus(lab, folder);
  const client = join(lab.root, '../sbin/firewall-cmd');
  await writeFile(
    client,
    `#!/bin/sh\nPYTHONPATH='${pythonPath(folder)}' exec /usr/bin/python3 '${folder}/usr/bin/firewall-cmd' "$@"\n`,
  );
  await chmod(client, 0o755);
}

/** Returns when it answers. */
export async function startFirewalld(lab: Laboratory): Promise<ServiceProcess> {
  const folder = await keptFolder('firewalld', packages, unpackPackages(packages));
  const folders = ['--system-config', lab.path('/etc/firewalld'), '--default-config', lab.path('/usr/lib/firewalld')];
  const command = ['/usr/bin/python3', join(folder, 'usr/sbin/firewalld'), '--nofork', '--nopid', ...folders];
  const firewalld = await lab.spawn('host', command, { PYTHONPATH: pythonPath(folder) });
  await eventually('firewalld answers', async () => {
    if (!firewalld.running) throw new Error(`firewalld ended:\n${firewalld.log()}`);
    return (await lab.host(['firewall-cmd', '--state'])).exitCode === 0;
  });
  return firewalld;
}

export function zonePath(name: string): string {
  return `/etc/firewalld/zones/${name}.xml`;
}

/** The zone that it has the interface in; '' for none. */
export async function zoneOf(lab: Laboratory, name: string): Promise<string> {
  const { stdout } = await lab.host(['firewall-cmd', `--get-zone-of-interface=${name}`]);
  return stdout.trim() === 'no zone' ? '' : stdout.trim();
}

function pythonPath(folder: string): string {
  return join(folder, 'usr/lib/python3/dist-packages');
}

/** What the bus and polkit must know of it. */
async function enterBus(lab: Laboratory, folder: string): Promise<void> {
  const etc = join(lab.root, '../etc');
  await cp(join(folder, 'usr/share/dbus-1/system.d'), join(etc, 'dbus'), { recursive: true });
  const name = 'org.fedoraproject.FirewallD1';
  const actions = join(folder, `usr/share/polkit-1/actions/${name}.server.policy.choice`);
  await cp(actions, join(etc, `polkit-actions/${name}.policy`));
  const bus = 'org.freedesktop.DBus';
  await lab.hostOk(['busctl', 'call', bus, '/org/freedesktop/DBus', bus, 'ReloadConfig']);
  await lab.stopPolkit();
  await lab.startPolkit();
}
