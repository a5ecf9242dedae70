/** The kernel's settings for the interfaces that a bridge is about, and the files that the boot takes them from. */
import { basename } from 'node:path';
import type { Host } from '../../host/host.ts';
import { readHostFile } from '../../host/host-file.ts';
import { readSysctls } from '../../host/sysctls.ts';
import type { HostFile } from '../../model/host-file.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { folders } from './keys.ts';

/** Of files of one name the first folder's counts (sysctl.d(5); sysctl(8), --system). */
const searched = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d', '/lib/sysctl.d'];
const oldFile = '/etc/sysctl.conf';
/** A link to it, in distributions whose systemd reads nothing but folders: there it has its place. */
const oldFilePlace = '99-sysctl.conf';

/** Not to be read: the one is secret, the others are none of ours and cost time. */
const unread = ['stable_secret'];

/** Of these only the first network namespace has a `default`; in another one, lo has what every new link gets (kernel: neighbour.c). */
const neighbourFolders = ['ipv4/neigh', 'ipv6/neigh'] as const;

type Settings = HostState['interfaceSysctls'];

/** Settings by interface: of `default`, bridges, cards, and what an uplink may be besides (not thousands of taps and veths). */
export async function readInterfaceSysctls(links: readonly Link[]): Promise<Settings> {
  const names = ['default', ...links.filter((link) => mayBeConcerned(link, links)).map(({ name }) => name)];
  const read = (name: string) => readOne(name, folders);
  const settings = await Promise.all(names.map(async (name) => [name, await read(name)] as const));
  const { default: fresh = {}, ...others } = Object.fromEntries(settings);
  return { ...others, default: { ...(await readOne('lo', neighbourFolders)), ...fresh } };
}

/** A veth is an uplink in a container: then it has addresses, or a bridge has its hardware address. */
function mayBeConcerned(link: Link, links: readonly Link[]): boolean {
  if (link.type !== 'ether') return false;
  if (link.kind === undefined || link.bridge !== undefined) return true;
  const lent = links.some(({ name, mac }) => name === link.master && mac === link.mac);
  return link.kind === 'veth' && (lent || link.addresses.some(({ scope }) => scope !== 'link'));
}

async function readOne(device: string, where: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const found = await Promise.all(
    where.map(async (folder) => {
      const [family = '', kind = ''] = folder.split('/');
      const values = await readSysctls(`net/${family}/${kind}/${device}`, unread);
      return Object.entries(values).map(([name, value]) => [`${folder}/${name}`, value] as const);
    }),
  );
  return Object.fromEntries(found.flat());
}

/** In the order in which the boot reads them: by name, whatever their folder. */
export async function readSysctlFiles(host: Host): Promise<readonly HostFile[]> {
  const listed = await Promise.all(searched.map(async (folder) => ({ folder, names: await host.files.list(folder) })));
  const paths = new Map<string, string>();
  for (const { folder, names } of listed) {
    for (const name of names) {
      if (name.endsWith('.conf') && !paths.has(name)) paths.set(name, `${folder}/${name}`);
    }
  }
  const files = await Promise.all([...paths.values(), oldFile].map((path) => readHostFile(host, path)));
  return files
    .filter((file) => file !== undefined)
    .filter((file) => basename(file.path) !== oldFilePlace || file.problem === undefined)
    .sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
}

function placeOf({ path, name }: HostFile): string {
  return path === oldFile ? `${oldFilePlace} ` : name;
}
