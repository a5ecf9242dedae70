/** Reads libvirt's guests and networks from its daemon. */
import { mayRun } from '../../host/daemon-trace.ts';
import type { Host } from '../../host/host.ts';
import type { KnownNetworks, Libvirt } from '../../model/host-state.ts';
import { findDaemon } from './read-daemon.ts';
import { askGuests } from './read-guests.ts';
import { hasNetworkFolders, parseNetworks } from './read-networks.ts';
import { askVirshAbout, askVirshWhy, isNoAnswer } from './read-virsh.ts';

export interface LibvirtAnswers extends KnownNetworks {
  readonly libvirt: Libvirt;
}

/** Files of libvirt's daemon packages: their presence tells that libvirt is installed. */
const signs = ['libvirtd.conf', 'virtqemud.conf', 'qemu'].map((name) => `/etc/libvirt/${name}`);

/** The state of a host whose libvirt was not asked. */
function libvirtUnasked(uri: string, service: Libvirt['service'] = 'absent', installed = false): LibvirtAnswers {
  const nothing = { version: undefined, guests: [], definitions: [], daemon: undefined };
  return { libvirt: { service, installed, uri, ...nothing }, networks: [], unread: [] };
}

/** A daemon that is absent, stopped or hanging is a state of the host and no error. */
export async function readLibvirt(host: Host): Promise<LibvirtAnswers> {
  // For an image the daemon of this machine has no say.
  const client = host.live ? await host.commands.find('virsh') : undefined;
  if (client === undefined) return libvirtUnasked(host.libvirtUri);
  const installed = (await Promise.all(signs.map((path) => host.files.exists(path)))).includes(true);
  const stopped = libvirtUnasked(host.libvirtUri, 'stopped', installed);
  if (!(await mayListen(host, client))) return stopped;
  try {
    return (await askAll(host)) ?? stopped;
  } catch (error) {
    if (!isNoAnswer(error)) throw error;
    return { ...libvirtUnasked(host.libvirtUri, 'hanging', true), ...(await silentNetworks(host)) };
  }
}

/** Where libvirtd, virtproxyd and virtqemud listen for this URI (libvirt: remote_sockets.c, remoteGetUNIXSocketHelper). */
const sockets = ['libvirt/libvirt-sock', 'libvirt/virtqemud-sock'];

/** virsh takes some time to find out that there is no socket. @param client its path. */
async function mayListen({ libvirtUri }: Host, client: string): Promise<boolean> {
  return libvirtUri !== 'qemu:///system' || mayRun(client, sockets);
}

/** Of a hanging daemon the network files are read, if it keeps them where we look. */
async function silentNetworks(host: Host): Promise<KnownNetworks> {
  if (await hasNetworkFolders(host)) return { networks: [], unread: [] };
  return {
    networks: [],
    unread: ["libvirt's daemon does not answer, and the files of its networks are not found"],
  };
}

/** undefined if virsh gets no connection. */
async function askAll(host: Host): Promise<LibvirtAnswers | undefined> {
  const { answers, failure } = await askVirshWhy(host, [
    'version --daemon',
    'list --all --uuid',
    'list --uuid',
    'list --all --transient --uuid',
    'net-list --all --uuid',
  ]);
  const [version = '', all = '', active = '', transient = '', networks = ''] = answers;
  if (!isConnected(version)) return undefined;
  const texts = await askNetworks(host, uuidsIn(networks));
  const guests = await askGuests(host, uuidsIn(all), uuidsIn(active), uuidsIn(transient));
  const definitions = texts.flatMap((xml) => (parseNetworks(xml) ?? []).map(({ name }) => ({ name, xml })));
  const number = /(?:Running against daemon|Using library): (?:libvirt )?(\S+)/g;
  return {
    libvirt: {
      service: 'running',
      installed: true,
      uri: host.libvirtUri,
      version: [...version.matchAll(number)].at(-1)?.[1],
      guests,
      definitions,
      daemon: await findDaemon(host),
    },
    ...knownNetworks(texts, failure),
  };
}

/** The networks alone, for the check right before a step. */
export async function readDaemonNetworks(host: Host): Promise<KnownNetworks> {
  const client = host.live ? await host.commands.find('virsh') : undefined;
  if (client === undefined || !(await mayListen(host, client))) return { networks: [], unread: [] };
  try {
    const { answers, failure } = await askVirshWhy(host, ['version', 'net-list --all --uuid']);
    const [version = '', list = ''] = answers;
    if (!isConnected(version)) return { networks: [], unread: [] };
    return knownNetworks(await askNetworks(host, uuidsIn(list)), failure);
  } catch (error) {
    if (!isNoAnswer(error)) throw error;
    return silentNetworks(host);
  }
}

/** Not failures: a missing network driver has no networks, and a stopped daemon's are read from its files. */
const noDriver = /not supported by the connection driver|failed to connect socket/i;

function knownNetworks(texts: readonly string[], failure: string | undefined): KnownNetworks {
  const parsed = texts.map(parseNetworks);
  const unlisted = failure !== undefined && !noDriver.test(failure);
  return {
    networks: parsed.flatMap((networks) => networks ?? []),
    unread: [
      ...(unlisted ? ["libvirt's daemon does not list its networks, see 'virsh net-list --all'"] : []),
      ...(parsed.includes(undefined) ? ["libvirt's daemon describes a network in an unknown form"] : []),
    ],
  };
}

/** `virsh version` prints the API in use only if it has a connection. */
export function isConnected(version: string): boolean {
  return version.includes('Using API');
}

function uuidsIn(text: string): readonly string[] {
  return text.match(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/gm) ?? [];
}

/** Both the live and the inactive XML: a change to a running network is in the inactive one until it restarts. */
async function askNetworks(host: Host, uuids: readonly string[]): Promise<readonly string[]> {
  const about = (uuid: string): readonly string[] => [`net-dumpxml ${uuid}`, `net-dumpxml ${uuid} --inactive`];
  const answers = await askVirshAbout(host, uuids, about);
  // An empty answer means that the network has gone since the list was read.
  return [...new Set(answers.flat().filter((xml) => xml !== ''))];
}
