/** Looks up the firewall's files in the host's state. */
import { AgentError } from '../../contract/errors.ts';
import { noFile, type HostFile } from '../../model/host-file.ts';
import type { TrafficState } from '../../model/traffic-state.ts';

/** A file that was not read counts as absent. */
export function filterFile(path: string, state: TrafficState): HostFile {
  return state.filters.files.find((file) => file.path === path) ?? noFile(path);
}

/** Throws AgentError(Conflict) if the file is there but cannot be read or trusted, so that it is not overwritten as absent. */
export function readableFile(path: string, state: TrafficState): HostFile {
  const file = filterFile(path, state);
  if (file.problem === undefined) return file;
  throw new AgentError(
    'Conflict',
    `file '${path}' can't be trusted, because ${file.problem}; look at it, move it away and call again`,
  );
}
