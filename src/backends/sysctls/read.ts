/** The kernel's settings for the interfaces that a bridge is about, and the files that the boot takes them from. */
import { basename } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Host } from '../../host/host.ts';
import { readHostFile } from '../../host/host-file.ts';
import { hasSysctl, readSysctl, readSysctls } from '../../host/kernel/sysctls.ts';
import { noFile, type HostFile } from '../../model/host-file.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { uplinkKindOf } from '../../model/uplink-kinds.ts';
import { keysIn } from './configured.ts';
import { folders, pathOf, portSettings } from './keys.ts';

/** Of files of one name the first folder's counts (sysctl.d(5); sysctl(8), --system). */
const searched = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d', '/lib/sysctl.d'];
const oldFile = '/etc/sysctl.conf';
/** A link to it, in distributions whose systemd reads nothing but folders: there it has its place. */
const oldFilePlace = '99-sysctl.conf';

/** Secrets: they are copied from one interface to another, and never read into the state. */
const unread = ['stable_secret'];

/**
 * Of these only the first network namespace has a `default`; in another one lo has what every new link gets (kernel:
 * neigh_sysctl_register).
 */
const neighbourFolders = ['ipv4/neigh', 'ipv6/neigh'] as const;

type Settings = HostState['interfaceSysctls'];

/** Settings by interface: of `default`, of bridges and what an uplink may be (not thousands of taps and veths). */
export async function readInterfaceSysctls(links: readonly Link[]): Promise<Settings> {
  const fresh = { ...readAll('lo', neighbourFolders), ...readAll('default', folders) };
  const settings: [string, Settings[string]][] = [['default', fresh]];
  for (const name of concernedOf(links)) {
    // Each has some hundred and fifty settings, and there may be many.
    await turnOfTheLoop();
    settings.push([name, readAll(name, folders)]);
  }
  return Object.fromEntries(settings);
}

/** There where an interface is, so that one without the others is told from none. */
const everywhere = 'ipv4/conf/forwarding';
/** Interfaces of which a few settings are read in one turn of the event loop. */
const inTurn = 16;

/** The values that Verify looks at: those that files name, and those of every port. */
export async function readVerifiedSysctls(links: readonly Link[], files: readonly HostFile[]): Promise<Settings> {
  const named = keysIn(files);
  // A pattern may mean any of them.
  if (named === undefined) return readInterfaceSysctls(links);
  const keys = [...new Set([everywhere, ...[...named].filter(mayBeRead), ...Object.keys(portSettings)])];
  const settings: [string, Settings[string]][] = [['default', {}]];
  for (const [index, name] of concernedOf(links).entries()) {
    if (index % inTurn === inTurn - 1) await turnOfTheLoop();
    const there = keys.filter((key) => hasSysctl(pathOf(name, key)));
    settings.push([name, Object.fromEntries(there.map((key) => [key, readSysctl(pathOf(name, key))]))]);
  }
  return Object.fromEntries(settings);
}

/** @param key the part behind its folder is a file's text. */
function mayBeRead(key: string): boolean {
  const name = basename(key);
  return /^\w+$/.test(name) && !unread.includes(name);
}

function concernedOf(links: readonly Link[]): readonly string[] {
  const lent = new Set(links.filter(({ bridge }) => bridge !== undefined).map(({ mac }) => mac));
  const manyVlans = links.filter(({ kind }) => kind === 'vlan').length > mostVlans;
  return links.filter((link) => mayBeConcerned(link, lent, manyVlans)).map(({ name }) => name);
}

/** Of so many VLANs all are read; of more, as a router has them, those that have addresses or a bridge. */
const mostVlans = 64;

/** A veth is an uplink in a container: then it has addresses, or a bridge has its hardware address. @param lent those of bridges. */
function mayBeConcerned(link: Link, lent: ReadonlySet<string>, manyVlans: boolean): boolean {
  if (link.bridge !== undefined) return true;
  if (uplinkKindOf(link) === undefined) return false;
  const isInUse = link.addresses.some(({ scope }) => scope !== 'link');
  if (link.kind === 'veth') return isInUse || lent.has(link.mac);
  return link.kind !== 'vlan' || !manyVlans || isInUse || link.master !== undefined;
}

function readAll(device: string, where: readonly string[]): Settings[string] {
  const found = where.flatMap((folder) => {
    const [family = '', kind = ''] = folder.split('/');
    const values = readSysctls(`net/${family}/${kind}/${device}`, unread);
    return Object.entries(values).map(([name, value]): [string, string] => [`${folder}/${name}`, value]);
  });
  return Object.fromEntries(found);
}

/** In the order in which the boot reads them: by name, whatever their folder. A link has its own name, and its target's text. */
export async function readSysctlFiles(host: Host): Promise<readonly HostFile[]> {
  const listed = await Promise.all(searched.map(async (folder) => ({ folder, names: await host.files.list(folder) })));
  const paths = new Map<string, string>();
  for (const { folder, names } of listed) {
    for (const name of names) {
      if (name.endsWith('.conf') && !paths.has(name)) paths.set(name, `${folder}/${name}`);
    }
  }
  const place = paths.get(oldFilePlace);
  // The old file is read in any case: not twice.
  if (place !== undefined && (await host.files.linkTarget(place)) === oldFile) paths.delete(oldFilePlace);
  const files = await Promise.all([...paths.values(), oldFile].map((path) => readFollowing(host, path)));
  return files.filter((file) => file !== undefined).sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
}

/** More links than this one after the other are a loop. */
const mostLinks = 8;

/**
 * Whatever a link leads to must be root's own, as any file that we read. A link to /dev/null, or to nothing, is an empty file
 * (sysctl.d(5)).
 */
async function readFollowing(host: Host, path: string, links = mostLinks): Promise<HostFile | undefined> {
  const file = await readHostFile(host, path);
  const target = file?.problem === undefined || links === 0 ? undefined : await host.files.linkTarget(path);
  if (target === undefined) return file;
  const found = target === '/dev/null' ? undefined : await readFollowing(host, target, links - 1);
  return { ...(found ?? { ...noFile(path), text: '' }), name: basename(path), path };
}

function placeOf({ path, name }: HostFile): string {
  return path === oldFile ? `${oldFilePlace} ` : name;
}
