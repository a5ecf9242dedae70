/** An interface that is plugged into a bridge again: a guest's tap, or an uplink whose addresses the bridge has kept. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { askTogether } from '../../host/ip-together.ts';
import { readAddressedLinks } from '../../host/links.ts';
import type { HostState } from '../../model/host-state.ts';
import type { PortStep } from '../../model/plan.ts';
import { requireNoNatBridge } from './nat-bridge.ts';
import { runIp } from './run-ip.ts';
import type { StepKind } from './step-kind.ts';

export const portKind: StepKind<PortStep> = {
  ofKernel: true,
  preview: (step) => `ip ${wordsOf(step).join(' ')}\n`,
  requireStillRight: async (step, host) => {
    await requireNoNatBridge(step.bridge, host, true);
    await requireNoMaster(step, host);
  },
  apply: (step, host, lock) => runIp(wordsOf(step), host, lock),
  differs: (step, { state }) => differs(step, state),
  touches: ({ interface: name }) => [`device ${name}`],
  undo: ({ interface: name, bridge }, index) => ['undo_port', index, name, bridge],
};

function wordsOf({ interface: name, bridge }: PortStep): readonly string[] {
  return ['link', 'set', 'dev', name, 'master', bridge];
}

/** `ip link set master` would silently take it from a bridge that another program has put it on. */
async function requireNoMaster({ interface: name }: PortStep, { commands }: Host): Promise<void> {
  const link = (await readAddressedLinks(askTogether(commands))).find((one) => one.name === name);
  if (link === undefined) {
    throw new AgentError('NotFound', `interface '${name}' went away during the change, which was undone; call again`);
  }
  if (link.master === undefined) return;
  throw new AgentError('Conflict', `interface '${name}' is a port of '${link.master}' now; call again`);
}

/** A guest that has stopped since took its tap with it. */
function differs({ interface: name, bridge }: PortStep, { links }: HostState): string | undefined {
  const link = links.find((one) => one.name === name);
  if (link === undefined || link.master === bridge) return undefined;
  return `interface '${name}' is ${link.master === undefined ? 'no longer a port' : `now a port of '${link.master}'`}`;
}
