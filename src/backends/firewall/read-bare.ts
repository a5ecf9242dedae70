/** Whether a host has no rule of iptables at all, which one program tells for both families and both backends. */
import type { Host } from '../../host/host.ts';
import { legacyTables } from '../../host/kernel/xtables.ts';
import type { RulesProgram } from '../../model/filters.ts';
import { readNftChains } from './read-nft-chains.ts';

/**
 * Whether iptables would list its built-in chains alone: the kernel has no table of the older backend, and `nft` shows that
 * there is no chain of the newer one. False where that is not certain. Call it only if netfilter is loaded, as `nft` itself.
 */
export async function isBare(host: Host, program: RulesProgram): Promise<boolean> {
  const legacy = legacyTables(program === 'iptables' ? 4 : 6);
  if (legacy === undefined || legacy.length > 0 || (await host.commands.find('nft')) === undefined) return false;
  return (await readNftChains(host))?.length === 0;
}

/**
 * Starts `nft` where `isBare` will ask it: it takes longest of all that is read, and files are read while it runs. @param host
 * remembers its answers: see askingOnce.
 */
export function beginBare(host: Host): void {
  // Who wants the answer asks, and is told what went wrong.
  isBare(host, 'iptables').catch(() => undefined);
}

/** What `iptables -S` prints then. */
export const bareChains = '-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n';
