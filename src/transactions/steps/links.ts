/** One `ip -batch`, and the batch that undoes it. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { askTogether, type AskIp } from '../../host/kernel/ip-together.ts';
import { settleAddresses } from '../../host/kernel/local-addresses.ts';
import { readAddressedLinks } from '../../host/kernel/links.ts';
import { readNeighbours, readRoutes } from '../../host/kernel/routes.ts';
import { copyStableSecret, writeSysctl } from '../../host/kernel/sysctls.ts';
import { copiesNeighbours, describeLine, expandNeighbours, partsOf, type Errand } from '../../backends/links/batch.ts';
import { expandAdvertised } from '../../backends/links/advertised-line.ts';
import { MovingNames } from '../../backends/resolved/apply.ts';
import type { AddressedLink, HostState } from '../../model/host-state.ts';
import { requireSameLinks } from '../../backends/links/basis.ts';
import type { LinksStep } from '../../model/plan.ts';
import { requireNoNatBridge } from './nat-bridge.ts';
import { batchText, runBatch, runIp } from './run-ip.ts';
import type { StepKind } from './step-kind.ts';

/** What a step moves, as the kernel has it. */
type Moving = Pick<HostState, 'routes' | 'neighbours'> & { readonly links: readonly AddressedLink[] };

export const linksKind: StepKind<LinksStep> = {
  ofKernel: true,
  preview: (step) => step.batch.map((line) => `${describeLine(line)}\n`).join(''),
  requireStillRight: async (step, host) => {
    await requireNoNatBridge(step.bridge, host, step.masterAfter === step.bridge);
    requireSameLinks(step, await readMoving(host), false);
  },
  apply,
  differs: (step, { state }) => differs(step, state),
  touches: ({ bridge, interface: port }) => [`device ${bridge}`, `device ${port}`],
  undo: (step, index) => [
    'undo_links',
    index,
    step.interface,
    step.bridge,
    step.masterBefore,
    step.masterAfter,
    step.createsBridge ? 'created' : 'removed',
    step.mac,
    step.basis?.index ?? '',
    step.basis?.mac ?? '',
  ],
  undoFiles: ({ reverse }) => [{ name: 'reverse', text: batchText(reverse), mode: 0o600 }],
};

function differs(step: LinksStep, { links }: HostState) {
  const { bridge, interface: name, mac, masterAfter, createsBridge, keepsBridge = false } = step;
  const made = links.find((link) => link.name === bridge);
  const port = links.find((link) => link.name === name);
  if (keepsBridge && made === undefined) return `bridge '${bridge}' is gone`;
  if (!createsBridge && !keepsBridge && made !== undefined) return `an interface '${bridge}' exists again`;
  if (createsBridge && made?.mac !== mac) return `bridge '${bridge}' is not the one that was created`;
  if (port === undefined) return `interface '${name}' is gone`;
  const { master = '' } = port;
  if (master === masterAfter) return undefined;
  return `interface '${name}' is ${master === '' ? 'no longer a port' : `now a port of '${master}'`}`;
}

async function apply(step: LinksStep, host: Host, lock: number): Promise<undefined> {
  let seen: Moving | undefined;
  const names = new MovingNames(host, lock);
  for (const [part, { lines, errands }] of partsOf(step.batch).entries()) {
    const first = part === 0 && !copiesNeighbours(lines);
    const batch = first ? lines : lookAgain(step, lines, part > 0, seen ?? (await readMoving(host)));
    await runBatch(batch, host, lock);
    for (const errand of errands) seen = await run(errand, host, lock, names);
  }
}

/** The first part may have waited for seconds, so check once more before the interface becomes a port. */
function lookAgain(step: LinksStep, lines: readonly string[], begun: boolean, { neighbours, ...moving }: Moving) {
  requireSameLinks(step, moving, begun);
  return expandAdvertised(expandNeighbours(lines, neighbours), moving);
}

/** @returns what was seen when the errand was done, if it looked. */
async function run(errand: Errand, host: Host, lock: number, names: MovingNames): Promise<Moving | undefined> {
  switch (errand.kind) {
    case 'settle':
      return settleAddresses(host.commands, errand.device, readMovingBy);
    case 'sysctl':
      await setOrFail(errand.path, writeSysctl(errand.path, errand.value));
      return undefined;
    case 'secret':
      await setOrFail('stable_secret', copyStableSecret(errand.from, errand.to));
      return undefined;
    case 'names':
      await names.copy(errand.from, errand.to);
      return undefined;
    case 'names-settled':
      await names.settle(errand.from);
      return undefined;
    case 'rule6':
      return runIp(['-6', 'rule', ...errand.words], host, lock);
  }
}

async function setOrFail(what: string, writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    const text = `the setting '${what}' cannot be written, and the change was undone; see the log of the agent`;
    throw new AgentError('CommandFailed', text, { cause });
  }
}

function readMoving({ commands }: Host): Promise<Moving> {
  return readMovingBy(askTogether(commands));
}

async function readMovingBy(ask: AskIp): Promise<Moving> {
  const questions = [readAddressedLinks(ask), readRoutes(ask), readNeighbours(ask)] as const;
  const [links, routes, neighbours] = await Promise.all(questions);
  return { links, routes, neighbours };
}
