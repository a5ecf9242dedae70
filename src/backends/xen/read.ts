/** Xen, as far as its daemon xend makes bridges. */
import type { Host } from '../../host/host.ts';
import type { HostFile } from '../../model/host-file.ts';
import { readHostFile } from '../../host/host-file.ts';
import { xenFolder } from './network-script.ts';

/** Where xend is told what to do as it starts, or undefined where there is no xend (Xen 4.5 and later have none). */
export async function readXenConfig(host: Host): Promise<HostFile | undefined> {
  return readHostFile(host, `${xenFolder}/xend-config.sxp`);
}
