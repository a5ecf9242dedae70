/** The DHCP clients of this host: ISC's dhclient, which network-scripts use, and what else there may be. */
import type { Host } from '../../host/host.ts';
import { mapInPool } from '../../host/pool.ts';
import { findOwnProcesses, type Process } from '../../host/processes.ts';
import { readDhclientArguments } from '../../model/dhcp/command.ts';
import { isClientFile, leaseFolders } from '../../model/dhcp/files.ts';
import { emptyingOf, type Emptying } from '../../model/dhcp/script.ts';
import type { DhcpClient, DhcpState } from '../../model/host-state.ts';

const dhclient = 'dhclient';
/** Others that get a host its address, by the names of their programs. */
const others = ['NetworkManager', 'systemd-networkd', 'dhcpcd', 'udhcpc', 'pump', 'connmand', 'wickedd-dhcp4'];

/** Bytes: a host that moves about collects a lease for each network. */
const largestLeases = 1024 * 1024;
/** Clients that are looked at together. */
const together = 4;

/** What runs now; nothing of it where the kernel is another host's. Throws the system's error. */
export async function readDhcp(host: Host): Promise<DhcpState> {
  const processes = host.live ? await findOwnProcesses(new Set([dhclient, ...others])) : [];
  const names = processes.map(nameOf);
  const clients = processes.filter((process) => nameOf(process) === dhclient);
  return {
    clients: await mapInPool(together, clients, (process) => readClient(host, process)),
    others: [...new Set(names.filter((name) => name !== dhclient))],
    program: await host.commands.find(dhclient),
    leaseFolder: (await host.files.exists(leaseFolders[0])) ? leaseFolders[0] : leaseFolders[1],
  };
}

/** The pids of those that have IPv4 addresses on `device` to look after. */
export async function findClients(device: string): Promise<readonly number[]> {
  const processes = await findOwnProcesses(new Set([dhclient]));
  const own = processes.filter(({ command }) => {
    const { family, interfaces } = readDhclientArguments(command.slice(1));
    return family === 4 && interfaces.includes(device);
  });
  return own.map(({ pid }) => pid);
}

/** A lease file; undefined where there is none, none that can be trusted, or where it is no place for one. */
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

/** What it names is looked at only where it may lie. */
async function readClient(host: Host, { pid, command }: Process): Promise<DhcpClient> {
  const read = readDhclientArguments(command.slice(1));
  const leaseFile = read.leaseFile ?? (await firstThere(host, leaseFolders, 'dhclient.leases'));
  return {
    pid,
    options: read.options,
    problem: read.problem ?? (await configurationProblem(host, read.configuration)),
    family: read.family,
    interfaces: read.interfaces,
    pidFile: read.pidFile ?? '/run/dhclient.pid',
    leaseFile,
    configuration: read.configuration,
    leases: (await readLeases(host, leaseFile))?.text,
    emptying: await readEmptying(host, read.script),
    supervised: read.supervised,
  };
}

/** Called where its place is right: then it must be root's own too. */
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

/** A script that cannot be read may do anything. */
async function readEmptying(host: Host, given: string | undefined): Promise<Emptying> {
  for (const path of given === undefined ? ['/sbin/dhclient-script', '/usr/sbin/dhclient-script'] : [given]) {
    const text = isClientFile('script', path) ? (await host.files.read(path))?.text : undefined;
    if (text !== undefined) return emptyingOf(text);
  }
  return 'yes';
}
