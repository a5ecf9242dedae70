import { AgentError } from '../contract/errors.ts';
import { quoted } from '../contract/quoted.ts';

/** A file of the host that its boot or its programs read. A plan may replace it, or be refused because of it. */
export interface HostFile {
  /** The last part of its path: `ifcfg-eth0`, `route-eth0` … */
  readonly name: string;
  readonly path: string;
  /** The whole text; undefined if there is no file, or it must not be read: then `problem` says why. */
  readonly text: string | undefined;
  readonly problem: string | undefined;
  readonly mode: number;
}

/** A file that does not exist. @param mode for when it is made. */
export function noFile(path: string, mode = 0o644): HostFile {
  return { name: path.slice(path.lastIndexOf('/') + 1), path, text: undefined, problem: undefined, mode };
}

/** The file with its text. Throws AgentError(Refused) where it must not be read. @param name what the error calls it. */
export function requireReadable(file: HostFile, name = file.path): HostFile & { readonly text: string } {
  const { text, problem = 'it cannot be read' } = file;
  if (text !== undefined) return { ...file, text };
  const reason = `${quoted(name)} cannot be changed, because ${problem}`;
  throw new AgentError('Refused', `${reason}; make it a regular file owned by root`);
}
