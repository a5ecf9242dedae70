/** What files were before Bridgehead's change, and what the change made of them. */
import type { HostFile } from '../../../../model/host-file.ts';

interface SavedFile {
  readonly before: string | null;
  readonly after: string | null;
}

/** By their paths. */
export type SavedFiles = ReadonlyMap<string, SavedFile>;

/** Whether the file is still as the change wrote it. */
export function isAsWritten(file: HostFile, saved: SavedFiles): boolean {
  const was = saved.get(file.path);
  return was?.after != null && was.after === file.text;
}
