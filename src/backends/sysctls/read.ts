/** The kernel's settings for the interfaces that a bridge is about, and the files that the boot takes them from. */
import { basename } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Host } from '../../host/host.ts';
import { readHostFile } from '../../host/host-file.ts';
import { readSysctls } from '../../host/sysctls.ts';
import { noFile, type HostFile } from '../../model/host-file.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { uplinkKindOf } from '../../model/uplink-kinds.ts';
import { namesIn } from './configured.ts';
import { folders, portSettings } from './keys.ts';

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

/**
 * Settings by interface: of `default`, of bridges and what an uplink may be (not thousands of taps and veths).
 * @param names of settings whose values are needed; the others are left empty. By default all.
 */
export async function readInterfaceSysctls(links: readonly Link[], names?: ReadonlySet<string>): Promise<Settings> {
  const lent = new Set(links.filter(({ bridge }) => bridge !== undefined).map(({ mac }) => mac));
  const manyVlans = links.filter(({ kind }) => kind === 'vlan').length > mostVlans;
  const concerned = links.filter((link) => mayBeConcerned(link, lent, manyVlans));
  const fresh = { ...readOne('lo', neighbourFolders, names), ...readOne('default', folders, names) };
  const settings: [string, Settings[string]][] = [['default', fresh]];
  for (const { name } of concerned) {
    // Each has some hundred and fifty settings, and there may be many.
    await turnOfTheLoop();
    settings.push([name, readOne(name, folders, names)]);
  }
  return Object.fromEntries(settings);
}

/** The values that Verify looks at: those that files name, and those of every port. */
export function readVerifiedSysctls(links: readonly Link[], files: readonly HostFile[]): Promise<Settings> {
  const names = namesIn(files);
  return readInterfaceSysctls(
    links,
    names && new Set([...names, ...Object.keys(portSettings).map((key) => basename(key))]),
  );
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

function readOne(device: string, where: readonly string[], names: ReadonlySet<string> | undefined): Settings[string] {
  const found: [string, string][] = [];
  for (const folder of where) {
    const [family = '', kind = ''] = folder.split('/');
    const values = readSysctls(`net/${family}/${kind}/${device}`, unread, names);
    found.push(...Object.entries(values).map(([name, value]): [string, string] => [`${folder}/${name}`, value]));
  }
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
