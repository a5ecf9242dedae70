/** The files about bridged frames, as they are and as they are to be. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { WatchedFile } from '../../model/filters/filters.ts';
import type { HostState } from '../../model/host-state.ts';
import type { FileStep } from '../../model/plan.ts';

const newFile = 0o644;

/** A file that was not looked for counts as absent. */
export function watchedFile(path: string, state: HostState): WatchedFile {
  return (
    state.filters.files.find((file) => file.path === path) ?? { path, text: null, problem: undefined, mode: newFile }
  );
}

/** Throws AgentError(Conflict) for one that is there and can't be read: it is not taken for none. */
export function readableFile(path: string, state: HostState): WatchedFile {
  const file = watchedFile(path, state);
  if (file.problem === undefined) return file;
  throw new AgentError(
    'Conflict',
    `file '${path}' can't be trusted, because ${file.problem}; look at it, move it away and call again`,
  );
}

/** The step that writes this text to a file, or removes the file; none if it is so. Throws AgentError(Conflict) if it can't be read. */
export function fileStep(title: string, path: string, after: string | null, state: HostState): readonly FileStep[] {
  const { text: before, mode } = readableFile(path, state);
  return before === after ? [] : [{ kind: 'file', title, path, before, after, mode: before === null ? newFile : mode }];
}
