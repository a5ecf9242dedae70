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
