/** Finds what is bound to interfaces by name: in the configuration of known programs, and in the kernel. */
import { readPacketSockets, readPppoeDevices } from '../../host/kernel/bound-sockets.ts';
import type { Host } from '../../host/host.ts';
import { mayWakeHost } from '../../host/kernel/wake-on-lan.ts';
import type { Dependents, Mention } from '../../model/dependents.ts';
import type { Link } from '../../model/host-state.ts';
import { places, supplicantFolder, supplicantInterface, type Place } from './places.ts';
import { readQueueing } from './read-queueing.ts';

/** Files of one folder, and mentions of one file; more than an administrator writes by hand. */
const most = 64;

/** Hidden files, an editor's copies, and what a package manager leaves beside a changed file. */
const leftAside = /^\.|~$|\.(?:bak|rpmnew|rpmsave|rpmorig|dpkg-\w+)$/;

/** Everything of this kind, for all interfaces. Throws the system's error. */
export async function readDependents(host: Host, links: readonly Link[]): Promise<Dependents> {
  const [configuration, ofKernel] = await Promise.all([readConfiguration(host), readKernel(host, links)]);
  return { ...configuration, ...ofKernel };
}

type Configuration = Pick<Dependents, 'mentions' | 'unread'>;

async function readConfiguration(host: Host): Promise<Configuration> {
  // Most hosts have hardly any of these programs, and one look tells which.
  const present = new Set(await host.files.list('/etc'));
  const isPresent = (path: string): boolean => present.has(path.split('/')[2] ?? '');
  const found = await Promise.all(places.map((place) => readPlace(host, place, isPresent)));
  const supplicants = isPresent(supplicantFolder) ? await readSupplicants(host) : [];
  return {
    mentions: [...found.flatMap(({ mentions }) => mentions), ...supplicants],
    unread: found.flatMap(({ unread }) => unread),
  };
}

async function readPlace(
  host: Host,
  { program, files, folders = [], read }: Place,
  isPresent: (path: string) => boolean,
): Promise<Configuration> {
  const listed = await Promise.all(
    folders
      .filter(({ path }) => isPresent(path))
      .map(async ({ path, ending }) =>
        (await host.files.list(path))
          .filter((name) => name.endsWith(ending) && !leftAside.test(name))
          .slice(0, most)
          .map((name) => `${path}/${name}`),
      ),
  );
  const paths = [...files.filter(isPresent), ...listed.flat()];
  const found = await Promise.all(paths.map(async (path) => ({ path, file: await host.files.read(path) })));
  return {
    mentions: found.flatMap(({ path, file }) =>
      read(file?.text ?? '')
        .slice(0, most)
        .map((named): Mention => ({ program, path, ...named })),
    ),
    unread: found.flatMap(({ path, file }) =>
      file?.problem === undefined || file.problem === 'it is a directory'
        ? []
        : [{ program, path, problem: file.problem }],
    ),
  };
}

/** By the files' names alone: they hold secrets. */
async function readSupplicants(host: Host): Promise<readonly Mention[]> {
  const names = await host.files.list(supplicantFolder);
  return names.slice(0, most).flatMap((name): Mention[] => {
    const found = supplicantInterface(name);
    const path = `${supplicantFolder}/${name}`;
    return found === undefined
      ? []
      : [{ program: 'wpa_supplicant', path, line: undefined, interface: found, role: 'authenticates' }];
  });
}

/** Of an image nothing: the kernel that runs here is another host's. */
async function readKernel(host: Host, links: readonly Link[]): Promise<Omit<Dependents, keyof Configuration>> {
  if (!host.live) return { sockets: [], pppoe: [], queueing: [], waking: [] };
  const cards = links.filter(({ type, kind }) => type === 'ether' && kind === undefined);
  const [sockets, pppoe, queueing, waking] = await Promise.all([
    readPacketSockets(),
    readPppoeDevices(),
    readQueueing(host, links),
    Promise.all(cards.map(async ({ name }) => ((await mayWakeHost(name)) ? [name] : []))),
  ]);
  return { sockets, pppoe, queueing, waking: waking.flat() };
}
