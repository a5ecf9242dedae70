/** The chains of nftables that bridged frames meet, from `nft --json list ruleset` (libnftables-json(5)). */
import * as v from 'valibot';
import type { Family, FilterRule, FilterTable, NatHook, NatTable } from '../../model/filters.ts';
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
const rulesetSchema = v.object({
  nftables: v.array(v.object({ chain: v.optional(chainSchema), rule: v.optional(ruleSchema) })),
});
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

/** The tables with a chain at the hook `forward`. Throws if the text is not a ruleset. */
export function parseNftables(text: string): readonly FilterTable[] {
  const tables = tablesWith(text, ({ hook }) => hook === 'forward');
  return tables.map(({ name, family, families, base, chains }) => ({
    name,
    families,
    bridge: family === 'bridge',
    base: base.map((chain) => ({ chain: chain.name, policy: chain.policy === 'drop' ? 'drop' : 'accept' })),
    chains,
  }));
}

/** The tables with a chain that changes addresses on the way of a bridged frame. Throws as parseNftables. */
export function parseNatTables(text: string): readonly NatTable[] {
  const tables = tablesWith(text, (chain) => natHookOf(chain) !== undefined);
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

function tablesWith(text: string, isWanted: (chain: Chain) => boolean): readonly Table[] {
  const { nftables } = v.parse(rulesetSchema, JSON.parse(text));
  const chains = nftables.flatMap(({ chain }) => chain ?? []);
  const rules = nftables.flatMap(({ rule }) => rule ?? []);
  const keys = new Set(chains.filter(isWanted).map(tableKey));
  return [...keys].flatMap((key) => {
    const own = chains.filter((chain) => tableKey(chain) === key);
    const family = own[0]?.family ?? '';
    const families = familiesOf[family];
    if (families === undefined) return [];
    const rulesOf = (name: string): readonly FilterRule[] =>
      rules.filter((rule) => tableKey(rule) === key && rule.chain === name).map(({ expr }) => parseRule(expr, family));
    return [
      {
        name: `nft table ${key}`,
        family,
        families,
        base: own.filter(isWanted),
        chains: Object.fromEntries(own.map(({ name }) => [name, rulesOf(name)])),
      },
    ];
  });
}

function tableKey({ family, table }: { readonly family: string; readonly table: string }): string {
  return `${family} ${table}`;
}
