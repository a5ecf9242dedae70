/** NetworkManager: whether it is there, what it does with each device, and what it has been told by us. */
import { mayRun } from '../../../../host/daemon-trace.ts';
import type { Host } from '../../../../host/host.ts';
import type { HostFile } from '../../../../model/host-file.ts';
import type { DeviceManagement, HostState } from '../../../../model/host-state.ts';
import { readHostFile } from '../../../../host/host-file.ts';
import { dropInFolder } from './drop-in.ts';

const folder = '/etc/NetworkManager';
const plugin = 'libnm-settings-plugin-ifcfg-rh.so';
const pluginFolders = ['/usr/lib64/NetworkManager', '/usr/lib/NetworkManager'];
/** Milliseconds; it answers in a few, on a busy machine in seconds, and a plan must not wait long for one that hangs. */
const patience = 20_000;

type NetworkManager = HostState['networkManager'];

/** One look at it. Never throws: one that does not answer is `silent`. */
export async function readNetworkManager(host: Host): Promise<NetworkManager> {
  const [installed, now, readsIfcfg, dropIns, controllable] = await Promise.all([
    host.files.exists(folder),
    askDevices(host),
    hasPlugin(host),
    readDropIns(host),
    isControllable(host),
  ]);
  const status = installed || now.status === 'running' ? now.status : 'absent';
  return { ...now, status, readsIfcfg, dropIns, controllable };
}

async function askDevices(host: Host): Promise<Pick<NetworkManager, 'status' | 'devices'>> {
  if (!host.live) return { status: 'stopped', devices: {} };
  // A package that was removed leaves its folder behind, without the programs.
  const client = await host.commands.find('nmcli');
  if (client === undefined) return { status: 'absent', devices: {} };
  // It makes this folder before it takes its name on the bus (NetworkManager: main.c, nm_main_utils_ensure_rundir).
  if (!(await mayRun(client, ['NetworkManager']))) return { status: 'stopped', devices: {} };
  const words = ['-t', '-f', 'STATE,DEVICE', 'device', 'status'];
  const result = await host.commands.run('nmcli', words, { timeout: patience }).catch(() => undefined);
  if (result === undefined) return { status: 'silent', devices: {} };
  if (result.exitCode !== 0) return { status: 'stopped', devices: {} };
  const devices = parseDevices(result.stdout);
  // One that runs has at least the loopback interface to tell of.
  return { status: Object.keys(devices).length > 0 ? 'running' : 'silent', devices };
}

/** Whether `service` knows it; systemd does. */
async function isControllable(host: Host): Promise<boolean> {
  if (host.systemd) return true;
  const scripts = ['/etc/init.d/NetworkManager', '/etc/rc.d/init.d/NetworkManager'];
  return (await Promise.all(scripts.map((path) => host.files.exists(path)))).includes(true);
}

/** What `nmcli -t -f STATE,DEVICE device` prints in the C locale: `connected (externally):eth0`. */
export function parseDevices(text: string): NetworkManager['devices'] {
  const rows = text.split('\n').map((line) => /^([^:]+):(.+)$/.exec(line));
  const found = rows.filter((row) => row !== null);
  return Object.fromEntries(found.map(([, state = '', device = '']) => [device, managementOf(state)]));
}

function managementOf(state: string): DeviceManagement {
  if (state === 'unmanaged') return 'unmanaged';
  return state.includes('externally') ? 'external' : 'managed';
}

/** Whether it reads ifcfg files, and so NM_CONTROLLED=no in them (nm-settings-ifcfg-rh(5)). */
async function hasPlugin(host: Host): Promise<boolean> {
  const versions = await Promise.all(
    pluginFolders.map(async (path) => ['.', ...(await host.files.list(path))].map((name) => `${path}/${name}`)),
  );
  const found = await Promise.all(versions.flat().map((path) => host.files.exists(`${path}/${plugin}`)));
  return found.includes(true);
}

/** Ours; undefined where it has no such folder (before version 0.9.10). */
async function readDropIns(host: Host): Promise<readonly HostFile[] | undefined> {
  if (!(await host.files.exists(dropInFolder))) return undefined;
  const names = (await host.files.list(dropInFolder)).filter((name) => /^90-bridgehead-.*\.conf$/.test(name));
  const files = await Promise.all(names.map((name) => readHostFile(host, `${dropInFolder}/${name}`)));
  return files.filter((file) => file !== undefined);
}
