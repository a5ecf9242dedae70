/** Reads the nftables chains that bridged frames meet from `nft --json` (libnftables-json(5)). */
import type { Host } from '../../host/host.ts';
import type { FilterTable, NatTable } from '../../model/filters.ts';
import { readNftRuleset } from './read-nft-ruleset.ts';
import { filterTablesOf, natTablesOf, parseRuleset } from './parse-nftables.ts';

interface Nftables {
  readonly tables: readonly FilterTable[];
  readonly nat: readonly NatTable[];
}

/**
 * undefined if nft is not installed, 'unreadable' if it fails.
 * @param skipped tables that another program has shown, as `ip filter`.
 */
export async function readNftables(
  host: Host,
  skipped: ReadonlySet<string>,
): Promise<Nftables | 'unreadable' | undefined> {
  if ((await host.commands.find('nft')) === undefined) return undefined;
  try {
    const text = await readNftRuleset(host, skipped);
    if (text === undefined) return 'unreadable';
    const ruleset = parseRuleset(text, skipped);
    return { tables: filterTablesOf(ruleset), nat: natTablesOf(ruleset) };
  } catch {
    return 'unreadable';
  }
}
