/** Which of the host's services is libvirt's daemon: the one of old, or one of the modular daemons (libvirt: daemons.html). */
import type { Host } from '../../host/host.ts';

/** In the order of preference; the second has the networks where the daemons are apart. */
export const libvirtDaemons = ['libvirtd', 'virtnetworkd', 'virtqemud'] as const;

const initFolders = ['/etc/init.d', '/etc/rc.d/init.d'];

/** The service that runs; undefined where no service of the host manages a daemon. */
export async function findDaemon(host: Host): Promise<string | undefined> {
  return host.systemd ? findUnit(host) : findInitScript(host);
}

async function findUnit(host: Host): Promise<string | undefined> {
  const units = libvirtDaemons.map((name) => `${name}.service`);
  // systemctl(1): a line for each, whatever the exit status.
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
