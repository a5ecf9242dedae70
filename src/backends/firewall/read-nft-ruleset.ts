/** What nft lists of the rules that no other program has shown. */
import * as v from 'valibot';
import type { Host } from '../../host/host.ts';

const chainsSchema = v.object({
  nftables: v.array(v.object({ chain: v.optional(v.object({ family: v.string(), table: v.string() })) })),
});

/**
 * In JSON, without the elements of sets, which may be very many; undefined if nft fails.
 * @param skipped tables that another program has shown, as `ip filter`. iptables-nft keeps its rules in such tables: where no
 * other table has a chain, fifty thousand rules are not listed twice, for which nft takes 400 MiB. It is asked for chains,
 * because with `list tables` it fetches all elements of sets, with `--terse` too (nftables 1.0.6).
 */
export async function readNftRuleset(host: Host, skipped: ReadonlySet<string>): Promise<string | undefined> {
  const alone = skipped.size > 0 && hasNoOther(skipped, await list(host, ['--json', 'list', 'chains']));
  return alone ? '{"nftables": []}' : list(host, ['--json', '--terse', 'list', 'ruleset']);
}

function hasNoOther(skipped: ReadonlySet<string>, text: string | undefined): boolean {
  const parsed = v.safeParse(chainsSchema, parseJson(text));
  if (!parsed.success) return false;
  const chains = parsed.output.nftables.flatMap(({ chain }) => chain ?? []);
  return chains.every(({ family, table }) => skipped.has(`${family} ${table}`));
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

async function list(host: Host, args: readonly string[]): Promise<string | undefined> {
  return host.commands.run('nft', args).then(
    ({ exitCode, stdout }) => (exitCode === 0 ? stdout : undefined),
    () => undefined,
  );
}
