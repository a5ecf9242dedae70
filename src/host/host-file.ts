/** The one reader of files that a plan may replace. */
import type { Host } from './host.ts';
import { noFile, type HostFile } from '../model/host-file.ts';

/** Files that are remembered: a folder may hold thousands. */
const most = 4096;
/** Characters of a file that is remembered. */
const longest = 64 * 1024;

/**
 * By their real path. A file is read each time; where it says what it said before it is the same value, so that what follows
 * from its text need not be found out again.
 */
const last = new Map<string, HostFile>();

/** @param largest in bytes. */
export async function readHostFile(host: Host, path: string, largest?: number): Promise<HostFile | undefined> {
  const found = await host.files.read(path, largest);
  if (found === undefined) return undefined;
  const real = host.files.real(path);
  const before = last.get(real);
  const { text, problem, mode } = found;
  if (before?.path === path && before.text === text && before.problem === problem && before.mode === mode)
    return before;
  const file = { ...noFile(path, mode), text, problem };
  if (last.size >= most) last.clear();
  if (text === undefined || text.length <= longest) last.set(real, file);
  return file;
}
