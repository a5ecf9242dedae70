/** What doctor checks on this host by itself, without the agent. */
import { standardAddress } from '../bus/wire/address.ts';
import { busDriver } from '../bus/bus.ts';
import type { BusConnection } from '../bus/connection.ts';
import { polkitName } from '../contract/names.ts';
import { createCommands } from '../host/commands.ts';
import { createFiles } from '../host/files.ts';
import { readVersion } from '../settings/version.ts';
import { ask, openBus, type AgentClient } from './agent-client.ts';
import { Failure } from './failure.ts';
import type { Catalogue } from './messages/shape.ts';
import { textOf, type ShownFinding } from './replies.ts';

/** A finding of doctor, in the form of Verify's. */
export type Examination = ShownFinding;

/** libvirt's sockets: of the monolithic daemon, and of the one for QEMU (libvirtd(8), virtqemud(8)). */
const libvirtSockets = ['/run/libvirt/libvirt-sock', '/run/libvirt/virtqemud-sock'];
const libvirtPrograms = ['libvirtd', 'virtqemud'];
/** Milliseconds. */
const patience = 10_000;

/** The bus, and whether polkit is on it or can be started by it. */
export async function examineBus({ doctor }: Catalogue): Promise<Examination[]> {
  const bus = await openBus().catch((error: unknown) => (error instanceof Failure ? error : undefined));
  if (bus === undefined || bus instanceof Failure) {
    return [bad('fail', doctor.bus, bus?.message ?? standardAddress, doctor.busRemedy)];
  }
  try {
    const runs = await ask(bus, 'NameHasOwner', polkitName);
    const polkit =
      runs === true || (await canStart(bus, polkitName))
        ? good(doctor.polkit, doctor.polkitFine)
        : bad('warn', doctor.polkit, doctor.polkitMissing, doctor.polkitRemedy);
    return [good(doctor.bus, doctor.busFine), polkit];
  } finally {
    bus.close();
  }
}

/** Whether the bus can start the service on demand. */
async function canStart(bus: BusConnection, name: string): Promise<boolean> {
  const list = { ...busDriver, member: 'ListActivatableNames', signature: '', body: [] };
  const [names] = await bus.call(list, { timeout: patience });
  return Array.isArray(names) && (names as readonly unknown[]).includes(name);
}

export async function examineAgent({ doctor }: Catalogue, agent: AgentClient | Failure): Promise<Examination[]> {
  if (agent instanceof Failure) return [bad('fail', doctor.agent, agent.message, doctor.agentRemedy)];
  const [version, backend] = await Promise.all(['Version', 'NetworkBackend'].map((name) => agent.property(name)));
  const own = await readVersion();
  if (version !== own) {
    return [bad('warn', doctor.agent, doctor.agentOther(textOf(version), own), doctor.agentOtherRemedy)];
  }
  if (backend === 'none') return [bad('fail', doctor.agent, doctor.noBackend, doctor.noBackendRemedy)];
  return [good(doctor.agent, doctor.agentFine(own, textOf(backend)))];
}

/** Whether polkit's text agent and libvirt are installed. */
export async function examineHost({ doctor }: Catalogue): Promise<Examination[]> {
  const commands = createCommands('/usr/sbin:/usr/bin:/sbin:/bin', () => undefined);
  const isThere = async (program: string): Promise<boolean> => (await commands.find(program)) !== undefined;
  const files = createFiles('/');
  const listens = (await Promise.all(libvirtSockets.map((path) => files.exists(path)))).includes(true);
  const installed = (await Promise.all(libvirtPrograms.map(isThere))).includes(true);
  const textAgent = (await isThere('pkttyagent'))
    ? good(doctor.textAgent, doctor.textAgentFine)
    : bad('warn', doctor.textAgent, doctor.textAgentMissing, doctor.textAgentRemedy);
  if (listens) return [textAgent, good(doctor.libvirt, doctor.libvirtFine)];
  if (installed) return [textAgent, bad('warn', doctor.libvirt, doctor.libvirtStopped, doctor.libvirtRemedy)];
  return [textAgent, { ...good(doctor.libvirt, ''), status: 'skip', message: doctor.libvirtMissing }];
}

function good(check: string, message: string): Examination {
  return { check, status: 'pass', message, expected: '', found: '', remedy: '' };
}

function bad(status: 'warn' | 'fail', check: string, message: string, remedy: string): Examination {
  return { check, status, message, expected: '', found: '', remedy };
}
