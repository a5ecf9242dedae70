/** Changes one interface of a guest, and waits until the guest has released it if it is detached. */
import { AgentError } from '../../contract/errors.ts';
import { until } from '../../host/clock.ts';
import type { Host } from '../../host/host.ts';
import { askTogether } from '../../host/kernel/ip-together.ts';
import { readLinks } from '../../host/kernel/links.ts';
import { quoted } from '../../contract/quoted.ts';
import { parseXml, attributeOf } from '../../model/xml.ts';
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
  /** Path of the file that holds the <interface> element. */
  readonly xml: string;
  readonly before: { readonly xml: string } | null;
}

/** Milliseconds. libvirt itself waits some seconds for the guest to release the device. */
const commandTimeout = 30_000;
/** Milliseconds that the guest has after that. PCI Express hot plug waits five seconds before it removes a device. */
const releaseTimeout = 10_000;
const pause = 300;

/**
 * @param lock descriptor of the agent's lock, which virsh keeps open. Throws AgentError: see refusalOf; CommandFailed if the
 * guest does not release the interface.
 */
export async function changeInterface(host: Host, change: InterfaceChange, lock: number): Promise<void> {
  const { verb, guest, xml, where } = change;
  const args = [`${verb}-device`, '--domain', guest, '--file', xml, `--${where}`];
  const { exitCode, stderr } = await runVirsh(host, args, { timeout: commandTimeout, inherit: lock });
  const leaving = verb === 'detach' && where === 'live';
  // QEMU, hw/core/qdev: an earlier request is still pending, so there is only the waiting left.
  const asked = leaving && stderr.includes('in the process of unplug');
  if (exitCode !== 0 && !asked) throw refusalOf(change, stderr);
  if (leaving) await waitUntilGone(host, change);
}

async function waitUntilGone(host: Host, change: InterfaceChange): Promise<void> {
  const isGone = async (): Promise<boolean> => !(await isThere(host, change));
  if ((await until(isGone, releaseTimeout, pause)) !== true) throw notReleased(change);
}

/** Asks libvirt and the kernel: the tap may outlive libvirt's entry. */
async function isThere(host: Host, { guest, mac, before }: InterfaceChange): Promise<boolean> {
  const [active = '', interfaces = ''] = await askVirsh(host, ['list --uuid', `domiflist ${guest}`]);
  // For a guest that is not running domiflist prints the configuration.
  if (active.includes(guest) && interfaces.includes(mac)) return true;
  const guestInterface = parseXml(before?.xml ?? '');
  const tap = guestInterface && attributeOf(guestInterface, 'target', 'dev');
  return (await readLinks(askTogether(host.commands))).some((link) => link.name === tap);
}

function notReleased({ name, mac }: InterfaceChange): AgentError {
  return new AgentError(
    'CommandFailed',
    `guest ${quoted(name)} has not released its card '${mac}', perhaps because its operating system does not support hot unplug; shut it down and call again, or call again later`,
  );
}
