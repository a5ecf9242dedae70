/** The chains of nftables without their rules, of which there may be very many (libnftables-json(5)). */
import * as v from 'valibot';
import type { Host } from '../../host/host.ts';

const chainsSchema = v.object({
  nftables: v.array(v.object({ chain: v.optional(v.object({ family: v.string(), table: v.string() })) })),
});

/**
 * The table of each chain, as `ip filter`; undefined if nft does not tell. It is asked for chains, because with `list tables`
 * it fetches all elements of sets, with `--terse` too (nftables 1.0.6).
 */
export async function readNftChains(host: Host): Promise<readonly string[] | undefined> {
  const { exitCode, stdout } = await host.commands
    .run('nft', ['--json', 'list', 'chains'])
    .catch(() => ({ exitCode: 1, stdout: '' }));
  return exitCode === 0 ? tablesIn(stdout) : undefined;
}

function tablesIn(text: string): readonly string[] | undefined {
  try {
    const { nftables } = v.parse(chainsSchema, JSON.parse(text));
    return nftables.flatMap(({ chain }) => (chain === undefined ? [] : [`${chain.family} ${chain.table}`]));
  } catch {
    return undefined;
  }
}
