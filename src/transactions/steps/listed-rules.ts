/** The rules of a table of nftables, of which there may be very many: only what is asked for is kept. */
import * as v from 'valibot';
import type { Host } from '../../host/host.ts';
import type { NftRulesStep } from '../../model/plan.ts';
import { listedEntries } from '../../model/nft-listing.ts';
import { unchanged } from './run-nft.ts';

export interface ListedRules {
  /** The handle of each rule with a comment, by its chain and the comment. */
  readonly marked: ReadonlyMap<string, number>;
  /** Those that were asked for, by their handles; `place` is the chain and the number in it, from 1. */
  readonly known: ReadonlyMap<number, { readonly place: string; readonly expr: readonly unknown[] }>;
}

const ruleSchema = v.object({
  rule: v.object({
    chain: v.string(),
    handle: v.number(),
    expr: v.array(v.unknown()),
    comment: v.optional(v.string()),
  }),
});

/** @param wanted handles. Throws AgentError(CommandFailed) where nft does not list the table. */
export async function listRules(
  { family, table }: NftRulesStep,
  host: Host,
  wanted: ReadonlySet<number> = new Set(),
): Promise<ListedRules> {
  // Without the elements of sets, of which there may be more (nft(8): --terse).
  const words = ['--json', '--terse', 'list', 'table', family, table];
  const { exitCode, stdout, stderr } = await host.commands.run('nft', words);
  if (exitCode !== 0) throw unchanged(`nft ${family} ${table}`, stderr);
  const marked = new Map<string, number>();
  const known = new Map<number, { place: string; expr: unknown[] }>();
  const counts = new Map<string, number>();
  for (const entry of listedEntries(stdout)) {
    if (!v.is(ruleSchema, entry)) continue;
    const { chain, handle, expr, comment } = entry.rule;
    const position = (counts.get(chain) ?? 0) + 1;
    counts.set(chain, position);
    if (comment !== undefined) marked.set(`${chain} ${comment}`, handle);
    if (wanted.has(handle)) known.set(handle, { place: `${chain} ${position}`, expr });
  }
  return { marked, known };
}
