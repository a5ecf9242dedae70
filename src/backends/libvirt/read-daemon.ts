/** Finds the service of libvirt's daemon: libvirtd, or one of the modular daemons (libvirt: daemons.html). */
import type { Host } from '../../host/host.ts';

/** In order of preference. Among the modular daemons virtnetworkd comes first, because it has the networks. */
export const libvirtDaemons = ['libvirtd', 'virtnetworkd', 'virtqemud'] as const;

const initFolders = ['/etc/init.d', '/etc/rc.d/init.d'];

/** The running service; undefined if neither systemd nor an init script manages a daemon. */
export async function findDaemon(host: Host): Promise<string | undefined> {
  return host.systemd ? findUnit(host) : findInitScript(host);
}

async function findUnit(host: Host): Promise<string | undefined> {
  const units = libvirtDaemons.map((name) => `${name}.service`);
  // systemctl(1): one line for each unit, whatever the exit status.
  const { stdout } = await host.commands.run('systemctl', ['is-active', ...units]);
  const states = stdout.split('\n');
  return libvirtDaemons.find((_, index) => states[index] === 'active');
}

async function findInitScript(host: Host): Promise<string | undefined> {
  for (const name of libvirtDaemons) {
    for (const folder of initFolders) if (await host.files.exists(`${folder}/${name}`)) return name;
  }
  return undefined;
}
