/** Xen, as far as its daemon xend makes bridges. */
import type { Host } from '../host/host.ts';
import type { NetworkFile } from '../model/host-state.ts';

/** Its folder is one of those that Bridgehead writes to. */
export const xenFolder = '/etc/xen';
const name = 'xend-config.sxp';

/** Where xend is told what to do as it starts, or undefined where there is no xend (Xen 4.5 and later have none). */
export async function readXenConfig(host: Host): Promise<NetworkFile | undefined> {
  const path = `${xenFolder}/${name}`;
  const result = await host.files.read(path);
  return result && { name, path, text: result.text, problem: result.problem, mode: result.mode };
}
