/** A folder that a file needs. */
import { AgentError } from '../../contract/errors.ts';
import type { DirectoryStep } from '../../model/plan.ts';
import { reasonOf } from '../../model/reason.ts';
import type { StepKind } from './step-kind.ts';

export const directoryKind: StepKind<DirectoryStep> = {
  preview: ({ path, action }) => (action === 'make' ? `mkdir ${path}\n` : `rmdir ${path}  # if it is empty\n`),
  apply: async ({ path, action }, host) => {
    try {
      await (action === 'make' ? host.files.makeDirectory(path, 0o755) : host.files.removeEmptyDirectory(path));
    } catch (cause) {
      throw new AgentError(
        'CommandFailed',
        `folder '${path}' cannot be ${action === 'make' ? 'created' : 'removed'}; ${reasonOf(cause)}`,
        { cause },
      );
    }
    return undefined;
  },
  touches: () => [],
  undo: ({ path, action }, index) => ['undo_directory', index, path, action],
};
