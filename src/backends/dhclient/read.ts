/** Reads the host's DHCP clients: ISC's dhclient, which network-scripts use, and the names of others. */
import { isDeepStrictEqual } from 'node:util';
import type { Host } from '../../host/host.ts';
import { readHostFile } from '../../host/host-file.ts';
import { mapInPool } from '../../host/pool.ts';
import { findOwnProcesses, type Process } from '../../host/kernel/processes.ts';
import { readDhclientArguments } from '../../model/dhcp/command.ts';
import { isClientFile, leaseFolders } from '../../model/dhcp/files.ts';
import { emptyingOf, type Emptying } from '../../model/dhcp/script.ts';
import type { HostFile } from '../../model/host-file.ts';
import type { DhcpClient, DhcpState } from '../../model/host-state.ts';

const dhclient = 'dhclient';
/** Program names of other DHCP clients. */
const others = [
  ...['NetworkManager', 'systemd-networkd', 'dhcpcd', 'udhcpc', 'pump', 'connmand', 'wickedd-dhcp4'],
  ...['dhcp6c', 'wickedd-dhcp6'],
];

/** Bytes. A host that changes networks collects a lease for each of them. */
const largestLeases = 1024 * 1024;
/** How many clients are read at the same time. */
const together = 4;

/** The clients that run now; none for a host that is not running (an image). Throws the system's error. */
export async function readDhcp(host: Host): Promise<DhcpState> {
  const processes = host.live ? await findOwnProcesses(new Set([dhclient, ...others])) : [];
  const names = processes.map(nameOf);
  const clients = withoutParents(processes.filter((process) => nameOf(process) === dhclient));
  return {
    clients: await mapInPool(together, clients, (process) => readClient(host, process)),
    others: [...new Set(names.filter((name) => name !== dhclient))],
    program: await host.commands.find(dhclient),
    leaseFolder: (await host.files.exists(leaseFolders[0])) ? leaseFolders[0] : leaseFolders[1],
    configurations: await readConfigurations(host),
  };
}

async function readConfigurations(host: Host): Promise<readonly HostFile[]> {
  const found = await Promise.all(
    ['/etc/dhcp', '/etc'].map(async (folder) => {
      const names = (await host.files.list(folder)).filter((name) => /^dhclient6?(?:-.+)?\.conf$/.test(name));
      return Promise.all(names.map((name) => readHostFile(host, `${folder}/${name}`)));
    }),
  );
  return found.flat().filter((file) => file !== undefined);
}

/** A client that goes into the background leaves a copy of itself there, and for a moment both are. */
function withoutParents(clients: readonly Process[]): readonly Process[] {
  const isCopy = (one: Process, other: Process): boolean =>
    other.parent === one.pid && isDeepStrictEqual(one.command, other.command);
  return clients.filter((one) => !clients.some((other) => isCopy(one, other)));
}

/** The pids of the dhclients for the family on `device`. */
export async function findClients(device: string, wanted: 4 | 6): Promise<readonly number[]> {
  const processes = await findOwnProcesses(new Set([dhclient]));
  const own = processes.filter(({ command }) => {
    const { family, interfaces } = readDhclientArguments(command.slice(1));
    return family === wanted && interfaces.includes(device);
  });
  return own.map(({ pid }) => pid);
}

/** The lease file; undefined if it does not exist, is not trustworthy, or lies outside dhclient's folders. */
export async function readLeases(host: Host, path: string): Promise<LeaseFile | undefined> {
  const found = isClientFile('lease', path) ? await host.files.read(path, largestLeases) : undefined;
  return found?.text === undefined ? undefined : found;
}

export interface LeaseFile {
  readonly text: string;
  readonly mode: number;
}

function nameOf({ command }: Process): string {
  return command[0]?.split('/').at(-1) ?? '';
}

/** Reads files that the command line names only in the folders where dhclient keeps such files. */
async function readClient(host: Host, { pid, command }: Process): Promise<DhcpClient> {
  const read = readDhclientArguments(command.slice(1));
  const name = read.family === 4 ? 'dhclient' : 'dhclient6';
  const leaseFile = read.leaseFile ?? (await firstThere(host, leaseFolders, `${name}.leases`));
  return {
    pid,
    options: read.options,
    problem: read.problem ?? (await configurationProblem(host, read.configuration)),
    family: read.family,
    interfaces: read.interfaces,
    pidFile: read.pidFile ?? `/run/${name}.pid`,
    leaseFile,
    configuration: read.configuration,
    leases: (await readLeases(host, leaseFile))?.text,
    emptying: await readEmptying(host, read.script, read.family),
    supervised: read.supervised,
  };
}

/** A configuration in the right folder must also be a file that only root can change. */
async function configurationProblem(host: Host, path: string | undefined): Promise<string | undefined> {
  if (path === undefined || !isClientFile('configuration', path)) return undefined;
  const found = await host.files.read(path);
  if (found?.text !== undefined) return undefined;
  return `the configuration '${path}' (${found?.problem ?? 'there is no such file'})`;
}

async function firstThere(host: Host, folders: readonly string[], name: string): Promise<string> {
  for (const folder of folders) if (await host.files.exists(`${folder}/${name}`)) return `${folder}/${name}`;
  return `${folders[0] ?? ''}/${name}`;
}

/** Assumes the worst, 'yes', of a script that cannot be read. */
async function readEmptying(host: Host, given: string | undefined, family: 4 | 6): Promise<Emptying> {
  for (const path of given === undefined ? ['/sbin/dhclient-script', '/usr/sbin/dhclient-script'] : [given]) {
    const text = isClientFile('script', path) ? (await host.files.read(path))?.text : undefined;
    if (text !== undefined) return emptyingOf(text, family);
  }
  return 'yes';
}
