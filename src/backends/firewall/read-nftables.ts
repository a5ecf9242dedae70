/** Reads the nftables chains that bridged frames meet from `nft --json` (libnftables-json(5)). */
import type { Host } from '../../host/host.ts';
import type { FilterTable, NatTable } from '../../model/filters.ts';
import { readNftListings } from './read-nft-listings.ts';
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
    const texts = await readNftListings(host, skipped);
    if (texts === undefined) return 'unreadable';
    const ruleset = parseRuleset(texts, skipped);
    return { tables: filterTablesOf(ruleset), nat: natTablesOf(ruleset) };
  } catch {
    return 'unreadable';
  }
}
