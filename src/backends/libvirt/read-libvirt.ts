/** One look at libvirt: its guests and networks, as the daemon has them. */
import type { Host } from '../../host/host.ts';
import type { Guest, Libvirt, LibvirtNetwork } from '../../model/host-state.ts';
import { parseNetworks } from '../libvirt-networks.ts';
import { findDaemon } from './daemon.ts';
import { parseGuest } from './guests.ts';
import { askVirsh, isNoAnswer } from './virsh.ts';

export interface LibvirtAnswers {
  readonly libvirt: Libvirt;
  readonly networks: readonly LibvirtNetwork[];
}

/** Guests in one start of virsh: what it prints must stay below the limit of host/commands.ts. */
const atOnce = 16;

/** libvirt: what its daemons' packages bring, whichever of them runs. */
const signs = ['libvirtd.conf', 'virtqemud.conf', 'qemu'].map((name) => `/etc/libvirt/${name}`);

/** What is known where libvirt is not asked. */
export function libvirtUnasked(uri: string, service: Libvirt['service'] = 'absent', installed = false): LibvirtAnswers {
  const nobody = { version: undefined, guests: [], definitions: [], daemon: undefined };
  return { libvirt: { service, installed, uri, ...nobody }, networks: [] };
}

/** Never throws for want of libvirt: a daemon that is absent, stopped or hanging is a state like others. */
export async function readLibvirt(host: Host): Promise<LibvirtAnswers> {
  // The daemon that runs here is not an image's.
  if (!host.live || (await host.commands.find('virsh')) === undefined) return libvirtUnasked(host.libvirtUri);
  const installed = (await Promise.all(signs.map((path) => host.files.exists(path)))).includes(true);
  try {
    return (await askAll(host)) ?? libvirtUnasked(host.libvirtUri, 'stopped', installed);
  } catch (error) {
    if (isNoAnswer(error)) return libvirtUnasked(host.libvirtUri, 'hanging', true);
    throw error;
  }
}

/** undefined where nobody listens. */
async function askAll(host: Host): Promise<LibvirtAnswers | undefined> {
  const [version = '', all = '', active = '', transient = '', networks = ''] = await askVirsh(host, [
    'version --daemon',
    'list --all --uuid',
    'list --uuid',
    'list --all --transient --uuid',
    'net-list --all --uuid',
  ]);
  if (!isConnected(version)) return undefined;
  const texts = await askNetworks(host, uuidsIn(networks));
  const guests = await askGuests(host, uuidsIn(all), uuidsIn(active), uuidsIn(transient));
  const definitions = texts.flatMap((xml) => parseNetworks(xml).map(({ name }) => ({ name, xml })));
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
    networks: texts.flatMap(parseNetworks),
  };
}

/** Just the networks, for a last look before a step; those that could not be asked for are none. */
export async function readDaemonNetworks(host: Host): Promise<readonly LibvirtNetwork[]> {
  if (!host.live || (await host.commands.find('virsh')) === undefined) return [];
  try {
    const [list = ''] = await askVirsh(host, ['net-list --all --uuid']);
    return (await askNetworks(host, uuidsIn(list))).flatMap(parseNetworks);
  } catch (error) {
    if (isNoAnswer(error)) return [];
    throw error;
  }
}

/** virsh prints what library and driver are in use only if it has a connection. */
export function isConnected(version: string): boolean {
  return version.includes('Using API');
}

function uuidsIn(text: string): readonly string[] {
  return text.match(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/gm) ?? [];
}

/** As they run, and as they will start again: a change of one that runs shows in the second only. */
async function askNetworks(host: Host, uuids: readonly string[]): Promise<readonly string[]> {
  if (uuids.length === 0) return [];
  const answers = await askVirsh(
    host,
    uuids.flatMap((uuid) => [`net-dumpxml ${uuid}`, `net-dumpxml ${uuid} --inactive`]),
  );
  return [...new Set(answers.filter((xml) => xml !== ''))];
}

async function askGuests(
  host: Host,
  uuids: readonly string[],
  active: readonly string[],
  transient: readonly string[],
): Promise<readonly Guest[]> {
  const guests: Guest[] = [];
  for (let first = 0; first < uuids.length; first += atOnce) {
    const some = uuids.slice(first, first + atOnce);
    const answers = await askVirsh(host, some.flatMap(questions));
    for (const [index, uuid] of some.entries()) {
      const [state = '', job = '', live = '', configured = ''] = answers.slice(4 * index);
      const guest = { uuid, state, job, live, configured };
      guests.push(...[parseGuest({ ...guest, ...roles(uuid, active, transient) })].filter((one) => one !== undefined));
    }
  }
  return guests;
}

function roles(uuid: string, active: readonly string[], transient: readonly string[]) {
  return { active: active.includes(uuid), transient: transient.includes(uuid) };
}

function questions(uuid: string): readonly string[] {
  return [`domstate ${uuid} --reason`, `domjobinfo ${uuid}`, `dumpxml ${uuid}`, `dumpxml ${uuid} --inactive`];
}
