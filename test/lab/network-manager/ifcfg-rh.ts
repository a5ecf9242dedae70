/** A host as RHEL 8 and 9 have it: its only network stack is NetworkManager, whose plugin ifcfg-rh reads ifcfg files. */
import { access } from 'node:fs/promises';
import { scripts } from '../agent-host/agent-host.ts';
import type { Laboratory } from '../laboratory.ts';
import { installNetworkManager } from './network-manager.ts';
import { isConnected } from './only-stack.ts';

const variable = 'NETWORK_MANAGER_WITH_IFCFG_RH';

/** RHEL 9 has `keyfile,ifcfg-rh`. */
const rhel8 = 'plugins=ifcfg-rh';

const settingsWith = (main: string): string => `[main]
${main}
no-auto-default=*
[connectivity]
enabled=false
`;

/** Where the agent looks for the plugin. */
const plugin = '/usr/lib64/NetworkManager/libnm-settings-plugin-ifcfg-rh.so';

/** What it takes from the host's files. */
const folders = ['/etc/NetworkManager', '/etc/sysconfig'];

/** The path of a NetworkManager that has the plugin. Throws where the environment names none: Debian's is built without it. */
async function daemonWithPlugin(): Promise<string> {
  const path = process.env[variable] ?? '';
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  throw new Error(
    `set ${variable} to the path of a NetworkManager that was built with its plugin ifcfg-rh and reads /etc and /run, see docs/laboratory.md`,
  );
}

/**
 * Removes what else configures the host, and boots it: NetworkManager brings eth0 up. Returns when it is done with that.
 * @param files of the network scripts, by their names. @param main lines of that section of NetworkManager's settings.
 */
export async function becomeIfcfgHost(
  lab: Laboratory,
  files: Readonly<Record<string, string>>,
  main = rhel8,
): Promise<void> {
  const daemon = await daemonWithPlugin();
  await installNetworkManager(lab, settingsWith(main));
  for (const path of ['/etc/sysconfig', '/etc/init.d/network', '/etc/rc.d']) await lab.removeFile(path);
  await lab.writeFile(plugin, '');
  await lab.writeFile('/etc/sysconfig/network', 'NETWORKING=yes\n');
  for (const [name, text] of Object.entries(files)) await lab.writeFile(`${scripts}/${name}`, text);
  await enterFiles(lab, daemon);
  await lab.hostOk(['chkconfig', 'NetworkManager', 'on']);
  await lab.reboot();
  await isConnected(lab, 'eth0');
}

/** In the host's own mount namespace; the agent asks the program for its configuration by its usual path. */
async function enterFiles(lab: Laboratory, daemon: string): Promise<void> {
  const mounts = folders.map((path) => `mkdir -p ${path} && mount --bind ${lab.path(path)} ${path}`);
  await lab.hostOk(['sh', '-ec', [...mounts, `mount --bind ${daemon} /usr/sbin/NetworkManager`].join('\n')]);
}
