/** Which files a dhclient(8) may be given: a process can set its own arguments, and root's programs would write there. */

export type ClientFileKind = 'pid' | 'lease' | 'configuration' | 'script';

/** Where dhclient keeps its leases: Red Hat's folder, and Debian's (dhclient(8), FILES). */
export const leaseFolders = ['/var/lib/dhclient', '/var/lib/dhcp'] as const;

const own = /^dhclient[\w.@:+-]*$/;
const state = ['/run', '/var/run', ...leaseFolders];

/** Folders, and names in them, on Red Hat, Debian and SUSE (dhclient(8), FILES; initscripts: ifup-eth). */
const places: Readonly<Record<ClientFileKind, readonly [folders: readonly string[], name: RegExp]>> = {
  pid: [state, own],
  lease: [state, own],
  configuration: [['/etc', '/etc/dhcp', '/etc/dhclient'], own],
  script: [['/sbin', '/usr/sbin', '/etc', '/etc/dhcp'], /^dhclient-script[\w.-]*$/],
};

/** Whether the path is directly in one of the folders for that kind, without `..` or `//`. */
export function isClientFile(kind: ClientFileKind, path: string): boolean {
  const slash = path.lastIndexOf('/');
  const [folders, name] = places[kind];
  return folders.includes(path.slice(0, slash)) && name.test(path.slice(slash + 1));
}

/** The folders, for people. */
export function placesOf(kind: ClientFileKind): string {
  const [folders] = places[kind];
  return `${folders.slice(0, -1).join(', ')} or ${folders.at(-1) ?? ''}`;
}
