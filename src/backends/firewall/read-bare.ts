/** Whether a host has no rule of iptables at all, which one program tells for both families and both backends. */
import * as v from 'valibot';
import type { Host } from '../../host/host.ts';
import { legacyTables } from '../../host/xtables.ts';
import type { RulesProgram } from '../../model/filters.ts';

/** Characters; what `nft` says of an empty ruleset is its own version. */
const longest = 4096;

const rulesetSchema = v.object({ nftables: v.array(v.object({ metainfo: v.unknown() })) });

/**
 * Whether iptables would list its built-in chains alone: the kernel has no table of the older backend, and `nft` shows that
 * there is none of the newer one. False where that is not certain. Call it only if netfilter is loaded, as `nft` itself.
 */
export async function isBare(host: Host, program: RulesProgram): Promise<boolean> {
  const legacy = legacyTables(program === 'iptables' ? 4 : 6);
  if (legacy === undefined || legacy.length > 0 || (await host.commands.find('nft')) === undefined) return false;
  // The same words as those who want the rules: they are asked once.
  const words = ['--json', '--terse', 'list', 'ruleset'];
  const { exitCode, stdout } = await host.commands.run('nft', words).catch(() => ({ exitCode: 1, stdout: '' }));
  return exitCode === 0 && stdout.length < longest && isEmpty(stdout);
}

/**
 * Starts `nft` where `isBare` will ask it: it takes longest of all that is read, and files are read while it runs. @param host
 * remembers its answers: see askingOnce.
 */
export function beginBare(host: Host): void {
  // Who wants the answer asks, and is told what went wrong.
  isBare(host, 'iptables').catch(() => undefined);
}

function isEmpty(text: string): boolean {
  try {
    return v.is(rulesetSchema, JSON.parse(text));
  } catch {
    return false;
  }
}

/** What `iptables -S` prints then. */
export const bareChains = '-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n';
