/** One card of a guest changed, and waited for until it is so. */
import { AgentError } from '../../contract/errors.ts';
import { until } from '../../host/clock.ts';
import type { Host } from '../../host/host.ts';
import { readLinks } from '../../host/links.ts';
import { quoted } from '../../contract/quoted.ts';
import { parseXml, attributeOf } from './xml.ts';
import { refusalOf } from './refusals.ts';
import { askVirsh, runVirsh } from './read-virsh.ts';

export interface InterfaceChange {
  readonly verb: 'attach' | 'detach' | 'update';
  /** UUID. */
  readonly guest: string;
  readonly name: string;
  readonly bridge: string;
  readonly mac: string;
  readonly where: 'live' | 'config';
  /** The file with its <interface> element, on this machine. */
  readonly xml: string;
  readonly before: { readonly xml: string } | null;
}

/** Milliseconds that libvirt may take: it waits itself, some seconds, for a guest to release its card. */
const commandTimeout = 30_000;
/** Milliseconds that a guest has from then on: PCI Express gives its operator five seconds to change his mind. */
const releaseTimeout = 10_000;
const pause = 300;

/** Throws AgentError: see refusalOf; CommandFailed if a guest does not release its card. */
export async function changeInterface(host: Host, change: InterfaceChange, lock: number): Promise<void> {
  const { verb, guest, xml, where } = change;
  const args = [`${verb}-device`, '--domain', guest, '--file', xml, `--${where}`];
  const { exitCode, stderr } = await runVirsh(host, args, { timeout: commandTimeout, inherit: lock });
  const leaving = verb === 'detach' && where === 'live';
  // QEMU, hw/core/qdev: the guest has been asked before, and has not answered yet.
  const asked = leaving && stderr.includes('in the process of unplug');
  if (exitCode !== 0 && !asked) throw refusalOf(change, stderr);
  if (leaving) await waitUntilGone(host, change);
}

async function waitUntilGone(host: Host, change: InterfaceChange): Promise<void> {
  const isGone = async (): Promise<boolean> => !(await isThere(host, change));
  if ((await until(isGone, releaseTimeout, pause)) !== true) throw notReleased(change);
}

/** In libvirt's eyes, or as a tap in the kernel's. */
async function isThere(host: Host, { guest, mac, before }: InterfaceChange): Promise<boolean> {
  const [active = '', interfaces = ''] = await askVirsh(host, ['list --uuid', `domiflist ${guest}`]);
  // Of a guest that does not run, domiflist shows what its next start will bring.
  if (active.includes(guest) && interfaces.includes(mac)) return true;
  const guestInterface = parseXml(before?.xml ?? '');
  const tap = guestInterface && attributeOf(guestInterface, 'target', 'dev');
  return (await readLinks(host.commands)).some((link) => link.name === tap);
}

function notReleased({ name, mac }: InterfaceChange): AgentError {
  return new AgentError(
    'CommandFailed',
    `guest ${quoted(name)} has not released its card '${mac}', perhaps because its operating system does not support hot unplug; shut it down and call again, or call again later`,
  );
}
