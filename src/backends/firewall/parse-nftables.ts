/** The chains of nftables that bridged frames meet, from `nft --json list ruleset` (libnftables-json(5)). */
import * as v from 'valibot';
import type { Family, FilterRule, FilterTable, NatHook, NatTable } from '../../model/filters.ts';
import { listedEntries } from '../../model/nft-listing.ts';
import { parseRule } from './parse-nft-rule.ts';

const chainSchema = v.object({
  family: v.string(),
  table: v.string(),
  name: v.string(),
  type: v.optional(v.string()),
  hook: v.optional(v.string()),
  policy: v.optional(v.string()),
});
const ruleSchema = v.object({ family: v.string(), table: v.string(), chain: v.string(), expr: v.array(v.unknown()) });
const entrySchema = v.object({ chain: v.optional(chainSchema), rule: v.optional(ruleSchema) });
type Chain = v.InferOutput<typeof chainSchema>;

/** The IP versions that a table sees; families that never see a bridged frame are left out. */
const familiesOf: Readonly<Record<string, readonly Family[]>> = { ip: [4], ip6: [6], inet: [4, 6], bridge: [4, 6] };

interface Table {
  readonly name: string;
  readonly family: string;
  readonly families: readonly Family[];
  /** The chains that were asked for. */
  readonly base: readonly Chain[];
  readonly chains: Readonly<Record<string, readonly FilterRule[]>>;
}

/** A ruleset as far as bridged frames may meet it, by table. */
type Ruleset = ReadonlyMap<string, { readonly chains: Chain[]; readonly rules: Map<string, FilterRule[]> }>;

/** @param skipped tables that are not wanted, as `ip filter`. Throws if the text is not a ruleset. */
export function parseRuleset(text: string, skipped: ReadonlySet<string> = new Set()): Ruleset {
  const tables = new Map<string, { readonly chains: Chain[]; readonly rules: Map<string, FilterRule[]> }>();
  for (const entry of listedEntries(text)) {
    const { chain, rule } = v.parse(entrySchema, entry);
    const one = chain ?? rule;
    if (one === undefined || familiesOf[one.family] === undefined || skipped.has(tableKey(one))) continue;
    const table = tables.get(tableKey(one)) ?? { chains: [], rules: new Map<string, FilterRule[]>() };
    tables.set(tableKey(one), table);
    if (chain !== undefined) table.chains.push(chain);
    if (rule !== undefined) {
      const rules = table.rules.get(rule.chain) ?? [];
      table.rules.set(rule.chain, rules);
      rules.push(parseRule(rule.expr, rule.family));
    }
  }
  return tables;
}

/** The tables with a chain at the hook `forward`. */
export function filterTablesOf(ruleset: Ruleset): readonly FilterTable[] {
  const tables = tablesWith(ruleset, ({ hook }) => hook === 'forward');
  return tables.map(({ name, family, families, base, chains }) => ({
    name,
    families,
    bridge: family === 'bridge',
    base: base.map((chain) => ({ chain: chain.name, policy: chain.policy === 'drop' ? 'drop' : 'accept' })),
    chains,
  }));
}

/** The tables with a chain that changes addresses on the way of a bridged frame. */
export function natTablesOf(ruleset: Ruleset): readonly NatTable[] {
  const tables = tablesWith(ruleset, (chain) => natHookOf(chain) !== undefined);
  return tables.map(({ name, families, base, chains }) => ({
    name,
    program: undefined,
    families,
    base: base.flatMap((chain) => {
      const hook = natHookOf(chain);
      return hook === undefined ? [] : [{ chain: chain.name, hook }];
    }),
    chains,
  }));
}

function natHookOf({ type, hook }: Chain): NatHook | undefined {
  return type === 'nat' && (hook === 'prerouting' || hook === 'postrouting') ? hook : undefined;
}

function tablesWith(ruleset: Ruleset, isWanted: (chain: Chain) => boolean): readonly Table[] {
  return [...ruleset].flatMap(([key, { chains, rules }]) => {
    const base = chains.filter(isWanted);
    const family = base[0]?.family ?? '';
    const families = familiesOf[family];
    if (families === undefined) return [];
    const byName = chains.map(({ name }) => [name, rules.get(name) ?? []] as const);
    return [{ name: `nft table ${key}`, family, families, base, chains: Object.fromEntries(byName) }];
  });
}

function tableKey({ family, table }: { readonly family: string; readonly table: string }): string {
  return `${family} ${table}`;
}
