/** The one reader of files that a plan may replace. */
import type { Host } from './host.ts';
import { noFile, type HostFile } from '../model/host-file.ts';

/** @param largest in bytes. */
export async function readHostFile(host: Host, path: string, largest?: number): Promise<HostFile | undefined> {
  const found = await host.files.read(path, largest);
  return found && { ...noFile(path, found.mode), text: found.text, problem: found.problem };
}
