/** What each kind of step knows: how to show itself and how to be applied. How it is undone is in undo-script.ts. */
import { createTwoFilesPatch } from 'diff';
import { readLibvirtNetworks } from '../backends/libvirt-networks.ts';
import { controlNetwork, networkCommand } from '../backends/services.ts';
import { AgentError } from '../contract/errors.ts';
import type { Host } from '../host/host.ts';
import type { FileStep, LinksStep, Step } from '../model/plan.ts';
import { settleAddresses } from '../host/local-addresses.ts';
import { readNeighbours } from '../host/routes.ts';
import { refuseNatBridge } from '../model/nat-bridges.ts';
import { describeLine, expandNeighbours, partsOf } from '../model/batch.ts';
import { reasonOf } from './reason.ts';
import { digest } from './undo-script.ts';

/** What a person reads before it is done: a unified diff, or the commands. */
export function previewStep(step: Step, systemd: boolean): string {
  switch (step.kind) {
    case 'file':
      return previewFile(step);
    case 'links':
      return step.batch.map((line) => `${describeLine(line)}\n`).join('');
    case 'service': {
      const [program, args] = networkCommand(systemd, step.apply === 'nothing' ? step.undo : step.apply);
      return `${step.apply === 'nothing' ? '# only if this is undone: ' : ''}${program} ${args.join(' ')}\n`;
    }
  }
}

function previewFile(step: FileStep): string {
  const [from, to] = [step.before === null ? '/dev/null' : step.path, step.after === null ? '/dev/null' : step.path];
  const patch = createTwoFilesPatch(from, to, step.before ?? '', step.after ?? '', '', '');
  // It begins with a heading that diff(1) does not print.
  return patch.replace(/^(?:Index: .*\n)?=+\n/, '');
}

/**
 * Throws AgentError where the step must not be done any more: Conflict for a file that is no longer as it was when the step
 * was planned, Refused for a bridge that libvirt has taken for itself. To be asked before the step begins, so that an undo
 * leaves it alone.
 */
export async function requireStillRight(step: Step, host: Host): Promise<void> {
  if (step.kind === 'links') refuseNatBridge(step.bridge, await readLibvirtNetworks(host));
  if (step.kind === 'file') await requireUnchanged(step, host);
}

async function requireUnchanged(step: FileStep, host: Host): Promise<void> {
  const now = await host.files.read(step.path);
  if (now?.problem === undefined && digest(now?.text ?? null) === digest(step.before)) return;
  throw new AgentError('Conflict', `file '${step.path}' was changed by someone else meanwhile; call again`);
}

/**
 * Does the step. `lock` is inherited by what it starts. Throws AgentError(CommandFailed).
 */
export async function applyStep(step: Step, host: Host, lock: number): Promise<void> {
  switch (step.kind) {
    case 'file':
      return applyFile(step, host);
    case 'links':
      return applyLinks(step, host, lock);
    case 'service':
      return step.apply === 'nothing' ? undefined : controlNetwork(host, step.apply, lock);
  }
}

async function applyFile(step: FileStep, host: Host): Promise<void> {
  try {
    if (step.after === null) await host.files.remove(step.path);
    else await host.files.write(step.path, step.after, step.mode);
  } catch (error) {
    throw new AgentError('CommandFailed', `file '${step.path}' cannot be written; ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

async function applyLinks(step: LinksStep, host: Host, lock: number): Promise<void> {
  for (const { lines, settle } of partsOf(step.batch)) {
    await runBatch(expandNeighbours(lines, await readNeighbours(host.commands)), host, lock);
    if (settle !== undefined) await settleAddresses(host.commands, settle);
  }
}

async function runBatch(batch: readonly string[], host: Host, lock: number): Promise<void> {
  const input = `${batch.join('\n')}\n`;
  const { exitCode, stderr } = await host.commands.run('ip', ['-batch', '-'], { input, inherit: lock, urgent: true });
  if (exitCode === 0) return;
  // "Command failed -:7" names the line; the rest of what ip says belongs in the log.
  const line = batch[Number(/Command failed -:(\d+)/.exec(stderr)?.[1]) - 1];
  throw new AgentError(
    'CommandFailed',
    `the command 'ip ${line ?? '-batch'}' failed and the change was undone; see the log of the agent`,
    { cause: stderr },
  );
}
