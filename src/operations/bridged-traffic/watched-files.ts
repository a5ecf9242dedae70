/** The files about bridged frames, as they are and as they are to be. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { WatchedFile } from '../../model/filters/filters.ts';
import type { HostState } from '../../model/host-state.ts';
import type { FileStep } from '../../model/plan.ts';

const newFile = 0o644;

/** One that nobody has looked for is not there. */
export function watchedFile(path: string, state: HostState): WatchedFile {
  return (
    state.filters.files.find((file) => file.path === path) ?? { path, text: null, problem: undefined, mode: newFile }
  );
}

/** The step that gives a file this text, or takes it away; none where it is so. Throws AgentError(Conflict) where it can't be read. */
export function fileStep(title: string, path: string, after: string | null, state: HostState): readonly FileStep[] {
  const { text: before, problem, mode } = watchedFile(path, state);
  if (problem !== undefined) {
    throw new AgentError(
      'Conflict',
      `file '${path}' can't be trusted, because ${problem}; look at it, move it away and call again`,
    );
  }
  return before === after ? [] : [{ kind: 'file', title, path, before, after, mode: before === null ? newFile : mode }];
}
