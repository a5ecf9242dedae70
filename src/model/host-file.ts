/** A file of the host's that the boot, or a program of the host's, reads: it may be replaced, or stand in our way. */
export interface HostFile {
  /** The last part of its path: `ifcfg-eth0`, `route-eth0` … */
  readonly name: string;
  readonly path: string;
  /** The whole text; undefined where there is no file, or where it must not be read: then `problem` says why. */
  readonly text: string | undefined;
  readonly problem: string | undefined;
  readonly mode: number;
}

/** One that is not there. @param mode what it is to have. */
export function noFile(path: string, mode = 0o644): HostFile {
  return { name: path.slice(path.lastIndexOf('/') + 1), path, text: undefined, problem: undefined, mode };
}
