/** An interface that is plugged into a bridge again: a guest's tap, or an uplink whose addresses the bridge has kept. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { askTogether } from '../../host/ip-together.ts';
import { readAddressedLinks } from '../../host/links.ts';
import type { HostState } from '../../model/host-state.ts';
import type { PortStep } from '../../model/plan.ts';
import { requireNoNatBridge } from './nat-bridge.ts';
import type { StepKind } from './step-kind.ts';

export const portKind: StepKind<PortStep> = {
  ofKernel: true,
  preview: (step) => `ip ${wordsOf(step).join(' ')}\n`,
  requireStillRight: async (step, host) => {
    await requireNoNatBridge(step.bridge, host, true);
    await requireSameMaster(step, host);
  },
  apply: async (step, { commands }, lock) => {
    const { exitCode, stderr } = await commands.run('ip', wordsOf(step), { inherit: lock });
    if (exitCode === 0) return undefined;
    throw new AgentError(
      'CommandFailed',
      `the command 'ip ${wordsOf(step).join(' ')}' failed and the change was undone; see the log of the agent`,
      { cause: stderr },
    );
  },
  differs: (step, { state }) => differs(step, state),
  touches: ({ interface: name }) => [`device ${name}`],
  undo: ({ interface: name, bridge, masterBefore }, index) => ['undo_port', index, name, bridge, masterBefore],
};

function wordsOf({ interface: name, bridge }: PortStep): readonly string[] {
  return ['link', 'set', 'dev', name, 'master', bridge];
}

/** `ip link set master` would silently take it from a bridge that another program has put it on. */
async function requireSameMaster({ interface: name, masterBefore }: PortStep, { commands }: Host): Promise<void> {
  const link = (await readAddressedLinks(askTogether(commands))).find((one) => one.name === name);
  if (link === undefined) {
    throw new AgentError('NotFound', `interface '${name}' went away during the change, which was undone; call again`);
  }
  const { master = '' } = link;
  if (master === masterBefore) return;
  const found = master === '' ? 'no longer a port of a bridge' : `a port of '${master}' now`;
  throw new AgentError('Conflict', `interface '${name}' is ${found}; call again`);
}

/** A guest that has stopped since took its tap with it. */
function differs({ interface: name, bridge }: PortStep, { links }: HostState): string | undefined {
  const link = links.find((one) => one.name === name);
  if (link === undefined || link.master === bridge) return undefined;
  return `interface '${name}' is ${link.master === undefined ? 'no longer a port' : `now a port of '${link.master}'`}`;
}
