/** A file's whole content, replaced by a rename. Its folder is synced before the change is kept (syncFolders). */
import { createTwoFilesPatch } from 'diff';
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { digest } from '../../model/digest.ts';
import type { FileStep } from '../../model/plan.ts';
import { largestRules } from '../../model/transaction.ts';
import { reasonOf } from '../../model/reason.ts';
import type { StepKind } from './step-kind.ts';

export const fileKind: StepKind<FileStep> = {
  knownByContent: true,
  preview,
  requireStillRight: requireUnchanged,
  apply,
  touches: ({ path }) => [`file ${path}`],
  undo: (step, index, staged) => ['undo_file', index, step.path, digest(step.before), digest(step.after), staged],
  differs: async ({ path, after }, { host }) => {
    const now = await host.files.read(path, largestRules);
    const same = now?.problem === undefined && digest(now?.text ?? null) === digest(after);
    return same ? undefined : `file '${path}' has been changed since`;
  },
  undoFiles: ({ path, before, mode, modeBefore = mode }) =>
    before === null ? [] : [{ name: 'before', text: before, mode: modeBefore, like: path, spare: true }],
};

/** Callers may see what only root may read, but no secrets (initscripts: keys-INTERFACE). */
function preview(step: FileStep): string {
  if (/\/keys-[^/]+$/.test(step.path)) return `# the text of ${step.path} is not shown, because it holds keys\n`;
  const [from, to] = [step.before === null ? '/dev/null' : step.path, step.after === null ? '/dev/null' : step.path];
  const patch = createTwoFilesPatch(from, to, step.before ?? '', step.after ?? '', '', '');
  // The package prints a heading that diff(1) does not.
  return patch.replace(/^(?:Index: .*\n)?=+\n/, '');
}

async function requireUnchanged(step: FileStep, host: Host): Promise<void> {
  const now = await host.files.read(step.path, largestRules);
  if (now?.problem === undefined && digest(now?.text ?? null) === digest(step.before)) return;
  throw new AgentError('Conflict', `file '${step.path}' was changed outside bridgehead meanwhile; call again`);
}

async function apply(step: FileStep, host: Host): Promise<undefined> {
  try {
    if (step.after === null) await host.files.discard(step.path);
    else await host.files.writeOneOfSeveral(step.path, step.after, step.mode, step.like);
  } catch (error) {
    throw new AgentError('CommandFailed', `file '${step.path}' cannot be written; ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
