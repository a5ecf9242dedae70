/** Reads the nftables chains that bridged frames meet from `nft --json` (libnftables-json(5)). */
import type { Host } from '../../host/host.ts';
import type { FilterTable, NatTable } from '../../model/filters.ts';
import { parseNatTables, parseNftables } from './parse-nftables.ts';

interface Nftables {
  readonly tables: readonly FilterTable[];
  readonly nat: readonly NatTable[];
}

/** undefined if nft is not installed, 'unreadable' if it fails. */
export async function readNftables(host: Host): Promise<Nftables | 'unreadable' | undefined> {
  if ((await host.commands.find('nft')) === undefined) return undefined;
  try {
    // `--terse` leaves out the elements of sets, which may be very many.
    const { exitCode, stdout } = await host.commands.run('nft', ['--json', '--terse', 'list', 'ruleset']);
    return exitCode === 0 ? { tables: parseNftables(stdout), nat: parseNatTables(stdout) } : 'unreadable';
  } catch {
    return 'unreadable';
  }
}
