/** Reads libvirt's guests from its daemon. */
import type { Host } from '../../host/host.ts';
import type { Guest } from '../../model/host-state.ts';
import { parseGuest } from './parse-guest.ts';
import { askVirsh, askVirshAbout, isNoAnswer } from './read-virsh.ts';

/**
 * Guests per virsh process, so that it answers within its time limit: libvirtd may have to ask QEMU about those that run, and
 * knows the definitions of the others by heart.
 */
const atOnce = { running: 16, stopped: 32 } as const;

/**
 * @param uuids of all guests; those of `active` run, those of `transient` have no configuration. Guests that have gone
 * meanwhile are left out. Throws as runVirsh.
 */
export async function askGuests(
  host: Host,
  uuids: readonly string[],
  active: readonly string[],
  transient: readonly string[],
): Promise<readonly Guest[]> {
  const [runs, passes] = [new Set(active), new Set(transient)];
  const roles = (uuid: string) => ({ active: runs.has(uuid), transient: passes.has(uuid) });
  const found = new Map<string, Guest>();
  for (const some of inTurns(uuids, runs)) {
    const answers = await askVirshAbout(host, some, (uuid) => questions(uuid, runs.has(uuid)));
    for (const [index, uuid] of some.entries()) {
      const [state = '', configured = '', live = '', job = ''] = answers[index] ?? [];
      const guest = parseGuest({ uuid, state, configured, live, job, ...roles(uuid) });
      if (guest !== undefined) found.set(uuid, guest);
    }
  }
  return uuids.flatMap((uuid) => found.get(uuid) ?? []);
}

/** Those that run apart from the others, some at a time. */
function inTurns(uuids: readonly string[], runs: ReadonlySet<string>): readonly (readonly string[])[] {
  return [
    ...slices(
      uuids.filter((uuid) => runs.has(uuid)),
      atOnce.running,
    ),
    ...slices(
      uuids.filter((uuid) => !runs.has(uuid)),
      atOnce.stopped,
    ),
  ];
}

function slices(uuids: readonly string[], most: number): readonly (readonly string[])[] {
  const count = Math.ceil(uuids.length / most);
  return Array.from({ length: count }, (_, index) => uuids.slice(index * most, (index + 1) * most));
}

/** A guest that does not run has one definition, and no job. */
function questions(uuid: string, runs: boolean): readonly string[] {
  const always = [`domstate ${uuid} --reason`, `dumpxml ${uuid} --inactive`];
  return runs ? [...always, `dumpxml ${uuid}`, `domjobinfo ${uuid}`] : always;
}

/** One guest as it is now; undefined if there is none, or libvirt does not answer. Throws as runVirsh. */
export async function readGuest(host: Host, uuid: string): Promise<Guest | undefined> {
  const lists = ['list --uuid', 'list --all --transient --uuid'];
  const answers = await askVirsh(host, [...lists, ...questions(uuid, true)]).catch((error: unknown) => {
    if (isNoAnswer(error)) return [];
    throw error;
  });
  const [active = '', transient = '', state = '', configured = '', live = '', job = ''] = answers;
  const roles = { active: active.includes(uuid), transient: transient.includes(uuid) };
  return parseGuest({ uuid, state, configured, live, job, ...roles });
}
