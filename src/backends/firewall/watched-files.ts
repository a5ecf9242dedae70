/** The files about bridged frames, as they are. */
import { AgentError } from '../../contract/errors.ts';
import { noFile, type HostFile } from '../../model/host-file.ts';
import type { HostState } from '../../model/host-state.ts';

/** A file that was not looked for counts as absent. */
export function watchedFile(path: string, state: HostState): HostFile {
  return state.filters.files.find((file) => file.path === path) ?? noFile(path);
}

/** Throws AgentError(Conflict) for one that is there and can't be read: it is not taken for none. */
export function readableFile(path: string, state: HostState): HostFile {
  const file = watchedFile(path, state);
  if (file.problem === undefined) return file;
  throw new AgentError(
    'Conflict',
    `file '${path}' can't be trusted, because ${file.problem}; look at it, move it away and call again`,
  );
}
