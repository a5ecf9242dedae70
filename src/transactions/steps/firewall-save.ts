/** The rules that are there now, kept for the next boot by the host's own program. */
import { saveRules } from '../../backends/firewall/apply-saved-rules.ts';
import { rulesNow } from '../../backends/firewall/read-saved-rules.ts';
import { savedFile, savingCommands } from '../../backends/firewall/saved-rules.ts';
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { digest } from '../../model/digest.ts';
import type { FirewallSaveStep } from '../../model/plan.ts';
import { largestRules } from '../../model/transaction.ts';
import type { StepKind } from './step-kind.ts';

export const firewallSaveKind: StepKind<FirewallSaveStep> = {
  preview: (step) =>
    savingCommands(step)
      .map(([program, args]) => `${program} ${args.join(' ')}\n`)
      .join(''),
  requireStillRight: async ({ files }, host) => {
    for (const { path, before } of files) {
      if (digest(await read(host, path)) === digest(before)) continue;
      throw new AgentError('Conflict', `file '${path}' was changed outside bridgehead meanwhile; call again`);
    }
  },
  foretell,
  apply,
  differs: async ({ files }, { host, mark }) => {
    const digests = (mark ?? '').split(',');
    for (const [index, { path }] of files.entries()) {
      if (digest(await read(host, path)) !== digests[index]) return `file '${path}' has been changed since`;
    }
    return undefined;
  },
  touches: ({ files }) => files.map(({ path }) => `file ${path}`),
  undo: ({ files }, index) => [
    'undo_firewall_save',
    index,
    ...files.flatMap(({ path, before }) => [path, digest(before)]),
  ],
  undoFiles: ({ files }) =>
    files.flatMap(({ path, before, mode }, number) =>
      before === null ? [] : [{ name: `saved${number}`, text: before, mode, like: path }],
    ),
};

/** @returns for each file the digest of its rules-N, or of the whole file if that is known; `-` if neither is. */
async function foretell(
  { way, programs, files }: FirewallSaveStep,
  host: Host,
  keep: (name: string, text: string) => Promise<void>,
): Promise<string> {
  const marks: string[] = [];
  for (const [number, { path }] of files.entries()) {
    const program = programs.find((one) => savedFile(way, one) === path);
    const rules = program && (await rulesNow(host, program));
    if (rules !== undefined) await keep(`rules${number}`, rules);
    // iptables.init: saves the old file as .save.
    const kept = files.find((one) => path === `${one.path}.save`);
    marks.push(rules !== undefined ? digest(rules) : kept !== undefined ? digest(kept.before) : '-');
  }
  return marks.join(',');
}

/** @returns the digests of what was written, by which an undo recognises it. */
async function apply(step: FirewallSaveStep, host: Host, lock: number): Promise<string> {
  await saveRules(host, step, lock);
  // Or the file could be empty after a power cut, and look as if another program had changed it.
  for (const { path } of step.files) await host.files.sync(path);
  for (const path of step.programs.map((program) => savedFile(step.way, program))) {
    const text = await read(host, path);
    // Red Hat's script succeeds even if it has found no table to save.
    if ((text?.includes(step.rule) ?? false) !== step.holds) {
      throw new AgentError(
        'CommandFailed',
        `the rules were not saved to '${path}' and the change was undone; see '${savingCommands(step)[0]?.[0] ?? ''}'`,
      );
    }
  }
  const digests = await Promise.all(step.files.map(async ({ path }) => digest(await read(host, path))));
  return digests.join(',');
}

/** Throws AgentError(Conflict) for a file that cannot be read: that is not the same as no file. */
async function read(host: Host, path: string): Promise<string | null> {
  const found = await host.files.read(path, largestRules);
  if (found?.problem === undefined) return found?.text ?? null;
  throw new AgentError(
    'Conflict',
    `file '${path}' can't be trusted, because ${found.problem}; look at it, move it away and call again`,
  );
}
