/** The chapters about a guest, which moves from libvirt's NAT network to the bridge, answers the LAN, and leaves. */
import { guestMac } from '../lab/guests/domain-xml.ts';
import type { Libvirt } from '../lab/guests/libvirt.ts';
import { eventually } from '../lab/eventually.ts';
import type { Laboratory } from '../lab/laboratory.ts';
import { callAs, change } from './agent-calls.ts';
import { showBridges, showClient, showCommand } from './picture.ts';
import { expectThat, heading, say } from './print.ts';

/** Its interfaces, to which the guest's system gives 192.0.2.31 and 192.0.2.32. */
const [first, second] = [guestMac(31), guestMac(32)];

export interface Guest {
  readonly libvirt: Libvirt;
  /** Settles when its system has booted. */
  readonly booted: Promise<void>;
}

/** Starts the guest `web1` in the NAT network; it boots while the story goes on. */
export async function startGuest(libvirt: Libvirt): Promise<Guest> {
  await libvirt.define('web1', { boots: true, interfaces: [{ network: 'default', mac: first }] });
  await libvirt.start('web1');
  const booted = libvirt.ready('web1');
  booted.catch(() => undefined);
  return { libvirt, booted };
}

export async function moveGuest(lab: Laboratory, { libvirt, booted }: Guest): Promise<void> {
  heading('5. A running guest moves from the NAT network to the LAN');
  await booted;
  await showInterfaces(lab);
  await expectSilent(lab, '192.0.2.31');
  await change(lab, 'AttachGuest', ['web1', 'br0', { replace: first }]);
  await showInterfaces(lab);
  await expectEchoes(lab, '192.0.2.31');
  const [guestInterface] = await libvirt.interfaces('web1');
  expectThat('it kept its MAC address', guestInterface?.mac === first);
}

export async function attachGuest(lab: Laboratory, { libvirt }: Guest): Promise<void> {
  heading('6. The guest gets a second interface, and then both are detached');
  await change(lab, 'AttachGuest', ['web1', 'br0', { mac: second }]);
  await libvirt.interfaceUp('web1', second);
  await expectEchoes(lab, '192.0.2.32');
  await showBridges(lab);
  await showClient(lab, 'status');
  const busy = await callAs(lab, 'operator1', 'DeleteBridge', ['br0', {}]);
  expectThat('a bridge that guests use is not deleted', !busy.ok && busy.errorName.endsWith('Busy'));
  for (const mac of [second, first]) await change(lab, 'DetachGuest', ['web1', 'br0', { mac }]);
  await expectSilent(lab, '192.0.2.31');
  await showBridges(lab);
  await libvirt.remove('web1');
}

async function showInterfaces(lab: Laboratory): Promise<void> {
  await showCommand(lab, ['virsh', '-c', 'qemu:///system', 'domiflist', 'web1']);
}

async function expectEchoes(lab: Laboratory, address: string): Promise<void> {
  const once = async () => (await lab.machine(['ping', '-c', '1', '-W', '1', address])).exitCode === 0;
  await eventually(`${address} answers the LAN`, once);
  await showCommand(lab, ['ping', '-n', '-c', '3', '-i', '0.2', address], 'machine');
  expectThat(`the guest answers the LAN as ${address}`, true);
}

async function expectSilent(lab: Laboratory, address: string): Promise<void> {
  const { exitCode } = await lab.machine(['ping', '-c', '1', '-W', '1', address]);
  expectThat(`the LAN does not reach ${address}`, exitCode !== 0);
  say('');
}
