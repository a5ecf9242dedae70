/** An interface that becomes a port of a bridge, or leaves it: a guest's tap, a further card, an uplink whose addresses the bridge has. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { askTogether } from '../../host/kernel/ip-together.ts';
import { readAddressedLinks } from '../../host/kernel/links.ts';
import type { HostState } from '../../model/host-state.ts';
import type { PortStep } from '../../model/plan.ts';
import { requireNoNatBridge } from './nat-bridge.ts';
import { batchText, runBatch } from './run-ip.ts';
import type { StepKind } from './step-kind.ts';

export const portKind: StepKind<PortStep> = {
  ofKernel: true,
  preview: (step) =>
    batchOf(step)
      .map((line) => `ip ${line}\n`)
      .join(''),
  requireStillRight: async (step, host) => {
    await requireNoNatBridge(step.bridge, host, step.action !== 'leave');
    await requireSameMaster(step, host);
  },
  apply: (step, host, lock) => runBatch(batchOf(step), host, lock),
  differs: (step, { state }) => differs(step, state),
  touches: ({ interface: name }) => [`device ${name}`],
  undo: ({ interface: name, bridge, action = 'join' }, index) => ['undo_port', index, name, bridge, action],
  undoFiles: (step) => [{ name: 'reverse', text: batchText(reverseOf(step)), mode: 0o600 }],
};

function batchOf({ interface: name, bridge, batch = [`link set dev ${name} master ${bridge}`] }: PortStep) {
  return batch;
}

function reverseOf({ interface: name, reverse = [`link set dev ${name} nomaster`] }: PortStep) {
  return reverse;
}

/** `ip link set master` would silently take it from a bridge that another program has put it on. */
async function requireSameMaster({ interface: name, bridge, action }: PortStep, { commands }: Host): Promise<void> {
  const link = (await readAddressedLinks(askTogether(commands))).find((one) => one.name === name);
  if (link === undefined) {
    throw new AgentError('NotFound', `interface '${name}' went away during the change, which was undone; call again`);
  }
  const expected = action === 'leave' ? bridge : undefined;
  if (link.master === expected) return;
  throw new AgentError('Conflict', `interface '${name}' is ${placeOf(link.master)}; call again`);
}

/** A guest that has stopped since took its tap with it. */
function differs({ interface: name, bridge, action }: PortStep, { links }: HostState): string | undefined {
  const link = links.find((one) => one.name === name);
  const expected = action === 'leave' ? undefined : bridge;
  if (link === undefined || link.master === expected) return undefined;
  return `interface '${name}' is ${placeOf(link.master)}`;
}

function placeOf(master: string | undefined): string {
  return master === undefined ? 'no longer a port' : `now a port of '${master}'`;
}
