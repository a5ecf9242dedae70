/** What nft lists of the rules that no other program has shown. */
import type { Host } from '../../host/host.ts';
import { readNftChains } from './read-nft-chains.ts';

/**
 * In JSON, without the elements of sets, which may be very many; undefined if nft fails.
 * @param skipped tables that another program has shown, as `ip filter`. iptables-nft keeps its rules in such tables: where no
 * other table has a chain, fifty thousand rules are not listed twice, for which nft takes 400 MiB.
 */
export async function readNftRuleset(host: Host, skipped: ReadonlySet<string>): Promise<string | undefined> {
  const tables = await readNftChains(host);
  if (tables?.every((table) => skipped.has(table)) === true) return '{"nftables": []}';
  return host.commands.run('nft', ['--json', '--terse', 'list', 'ruleset']).then(
    ({ exitCode, stdout }) => (exitCode === 0 ? stdout : undefined),
    () => undefined,
  );
}
