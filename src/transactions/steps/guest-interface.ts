/** A guest interface: attached, detached, or connected to something else, by virsh(1). */
import { changeInterface } from '../../backends/libvirt/apply-interface.ts';
import type { Host } from '../../host/host.ts';
import type { HostState } from '../../model/host-state.ts';
import type { GuestConnection, GuestInterfaceStep } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';
import { requireNoNatBridge } from './nat-bridge.ts';
import type { StepKind } from './step-kind.ts';

export const guestInterfaceKind: StepKind<GuestInterfaceStep> = {
  preview: (step) => `virsh ${verbOf(step)}-device ${step.guest} /dev/stdin --${step.where} <<EOF\n${xmlOf(step)}EOF\n`,
  requireStillRight,
  apply: async (step, host, lock, file) => {
    const xml = file(step.after === null ? 'before' : 'after');
    await changeInterface(host, { ...step, verb: verbOf(step), xml }, lock);
    return undefined;
  },
  differs: (step, { state }) => differs(step, state),
  touches: ({ guest, mac }) => [`card ${guest} ${mac}`],
  undo: (step, index) => [
    'undo_guest_interface',
    index,
    step.uri,
    step.guest,
    quoted(step.name),
    step.mac,
    step.where,
    describe(step.before),
    describe(step.after),
  ],
  undoFiles: ({ before, after }) => [
    ...(before === null ? [] : [{ name: 'before', text: before.xml, mode: 0o600 }]),
    ...(after === null ? [] : [{ name: 'after', text: after.xml, mode: 0o600 }]),
  ],
};

function verbOf({ before, after }: GuestInterfaceStep): 'attach' | 'detach' | 'update' {
  if (before === null) return 'attach';
  return after === null ? 'detach' : 'update';
}

function xmlOf({ before, after }: GuestInterfaceStep): string {
  return (after ?? before)?.xml ?? '';
}

/** As undo_guest_interface finds it in virsh's list of a guest's interfaces. */
function describe(connection: GuestConnection | null): string {
  return connection === null ? '' : `${connection.type} ${connection.source}`;
}

/** A guest that has been stopped has lost its live changes, and an undo leaves it alone. */
function differs(step: GuestInterfaceStep, { libvirt }: HostState): string | undefined {
  if (libvirt.service !== 'running') return `libvirt cannot be asked about guest ${quoted(step.name)}`;
  const guest = libvirt.guests.find(({ uuid }) => uuid === step.guest);
  const interfaces = step.where === 'live' ? guest?.live : guest?.configured;
  if (interfaces === undefined) return step.where === 'live' ? undefined : `guest ${quoted(step.name)} is gone`;
  const found = interfaces.find(({ mac }) => mac === step.mac);
  const now = found === undefined ? '' : `${found.type} ${found.source ?? '-'}`;
  return now === describe(step.after) ? undefined : `card '${step.mac}' of guest ${quoted(step.name)} has been changed`;
}

/** libvirt may have taken the bridge for a network of its own meanwhile. */
async function requireStillRight(step: GuestInterfaceStep, host: Host): Promise<void> {
  if (step.after !== null) await requireNoNatBridge(step.bridge, host, true);
}
