/** The rules of nftables that compare interfaces, from `nft --json list ruleset` (libnftables-json(5)). */
import * as v from 'valibot';
import type { ClosedHook, DeviceHook, InterfaceSet, NamingRule } from '../../model/host-firewall.ts';
import { actingRules, type Draft, type TableDraft } from './acting.ts';
import { nftBrief } from './nft-brief.ts';
import { nameIn, nftLookups } from './nft-lookups.ts';
import { bareText, isMark, isPlainName } from './shared/nft-text.ts';

const inTable = { family: v.string(), table: v.string(), name: v.string() };
const devices = v.optional(v.union([v.string(), v.array(v.string())]));
const types = v.union([v.string(), v.array(v.string())]);
const elements = v.optional(v.array(v.unknown()), []);
const setEntries = { ...inTable, type: types, elem: elements };
const ruleSchema = v.object({
  ...{ family: v.string(), table: v.string(), chain: v.string(), handle: v.number() },
  expr: v.array(v.unknown()),
  comment: v.optional(v.string()),
});
const rulesetSchema = v.object({
  nftables: v.array(
    v.object({
      chain: v.optional(
        v.object({ ...inTable, hook: v.optional(v.string()), policy: v.optional(v.string()), dev: devices }),
      ),
      rule: v.optional(ruleSchema),
      set: v.optional(v.object(setEntries)),
      map: v.optional(v.object(setEntries)),
      flowtable: v.optional(v.object({ ...inTable, dev: devices })),
    }),
  ),
});

export type Ruleset = v.InferOutput<typeof rulesetSchema>['nftables'];
type RuleOf = v.InferOutput<typeof ruleSchema>;

/** Throws where the text is no ruleset. */
export function parseRuleset(text: string): Ruleset {
  return v.parse(rulesetSchema, JSON.parse(text)).nftables;
}

/** A set or map that may hold interfaces, and is to be listed with its elements. */
export interface SetToList {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly kind: 'set' | 'map';
}

/** Those whose type has an interface in it. */
export function setsToList(ruleset: Ruleset): readonly SetToList[] {
  return setsIn(ruleset)
    .filter(({ set }) => partOf(set.type) !== undefined && isPlainName(set.table) && isPlainName(set.name))
    .map(({ kind, set: { family, table, name } }) => ({ kind, family, table, name }));
}

/** What `nft list set` says of each. */
export function interfaceSets(listed: Ruleset): readonly InterfaceSet[] {
  return setsIn(listed).map(({ kind, set }): InterfaceSet => {
    const part = partOf(set.type);
    const byNumber = part !== undefined && [set.type].flat()[part] === 'iface_index';
    const table = `${set.family} ${set.table}`;
    return { table, name: set.name, kind, part: byNumber ? undefined : part, elements: set.elem };
  });
}

function setsIn(ruleset: Ruleset) {
  return ruleset.flatMap(({ set, map }) => [
    ...(set === undefined ? [] : [{ kind: 'set' as const, set }]),
    ...(map === undefined ? [] : [{ kind: 'map' as const, set: map }]),
  ]);
}

/** nft(8): the types of an interface's name and number. */
function partOf(type: string | readonly string[]): number | undefined {
  const part = [type].flat().findIndex((one) => one === 'ifname' || one === 'iface_index');
  return part === -1 ? undefined : part;
}

interface NftDraft extends Draft {
  readonly rule: Omit<NamingRule, 'hooks'>;
}

interface Found {
  readonly rules: readonly NamingRule[];
  readonly closed: readonly ClosedHook[];
}

/** @param sets see interfaceSets. @param skipped tables that iptables shows too, as `ip filter`. */
export function namingRules(ruleset: Ruleset, sets: readonly InterfaceSet[], skipped: ReadonlySet<string>): Found {
  const tables = tablesOf(ruleset, sets, skipped).map((table) => ({ name: table.name, ...actingRules(table) }));
  return {
    rules: tables.flatMap(({ rules }) => rules.map(({ draft, hooks }) => ({ ...draft.rule, hooks }))),
    closed: tables.flatMap(({ name, closed }) =>
      closed.map((hook) => ({ program: 'nft' as const, table: name, hook })),
    ),
  };
}

/** nft(8): chains there see the frames of their device, and are in deviceHooks. */
const atDevices = ['ingress', 'egress'];

function tablesOf(
  ruleset: Ruleset,
  sets: readonly InterfaceSet[],
  skipped: ReadonlySet<string>,
): readonly TableDraft<NftDraft>[] {
  const tables = new Map<string, TableDraft<NftDraft>>();
  for (const { chain, rule } of ruleset) {
    const one = chain ?? rule;
    const name = one === undefined ? '' : `${one.family} ${one.table}`;
    if (one === undefined || skipped.has(name)) continue;
    const table: TableDraft<NftDraft> = tables.get(name) ?? { name, base: new Map(), chains: new Map() };
    tables.set(name, table);
    if (chain?.hook !== undefined && !atDevices.includes(chain.hook)) {
      table.base.set(chain.name, { hook: chain.hook, drops: chain.policy === 'drop' });
    }
    if (rule !== undefined) addRule(table, rule, sets);
  }
  return [...tables.values()];
}

function addRule(table: TableDraft<NftDraft>, rule: RuleOf, sets: readonly InterfaceSet[]): void {
  const drafts = table.chains.get(rule.chain) ?? [];
  table.chains.set(rule.chain, drafts);
  drafts.push(draftOf(rule, drafts.length + 1, sets));
}

/** Statements after which a packet goes on as it was. */
const passive = new Set(['match', 'counter', 'log', 'limit', 'quota', 'ct count', 'meter', 'last']);

function draftOf(rule: RuleOf, position: number, sets: readonly InterfaceSet[]): NftDraft {
  const table = `${rule.family} ${rule.table}`;
  const namesOf = (name: string): readonly string[] => {
    const set = sets.find((one) => one.table === table && one.name === name);
    return set?.elements.flatMap((element) => nameIn(element, set.part ?? 0) ?? []) ?? [];
  };
  const lookups = nftLookups(rule.expr, namesOf);
  const kinds = rule.expr.flatMap((one) => Object.keys(one as object));
  const goesTo = targetsIn(rule.expr);
  return {
    names: lookups.length > 0,
    acts: rule.expr.some(isActing),
    goesTo,
    refusesAll:
      kinds.every((kind) => ['counter', 'log', 'drop', 'reject'].includes(kind)) &&
      /drop|reject/.test(kinds.at(-1) ?? ''),
    rule: {
      program: 'nft',
      ...{ table, chain: rule.chain, position, handle: rule.handle, text: bareText(rule.expr) },
      ...(isMark(rule.comment) ? { mark: rule.comment } : {}),
      brief: nftBrief(rule.expr),
      lookups,
      accepts: kinds.includes('accept') || kinds.includes('vmap') || goesTo.length > 0,
      ofPort: rule.family === 'bridge',
    },
  };
}

/** What leads to another chain acts by that chain alone; of what iptables alone knows, a match does nothing. */
function isActing(expression: unknown): boolean {
  const [[kind, value] = ['', undefined]] = Object.entries(expression as Record<string, unknown>);
  if (kind === 'xt') return !v.is(v.object({ type: v.literal('match') }), value);
  return !passive.has(kind) && kind !== 'jump' && kind !== 'goto';
}

/** Chains that it may lead to, by a verdict or by a map of verdicts. */
function targetsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(targetsIn);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([kind, value]) => {
    const target = (value as { target?: unknown } | null)?.target;
    return (kind === 'jump' || kind === 'goto') && typeof target === 'string' ? [target] : targetsIn(value);
  });
}

/** What takes a device's frames aside. */
export function deviceHooks(ruleset: Ruleset): readonly DeviceHook[] {
  return ruleset.flatMap(({ chain, flowtable }): DeviceHook[] => {
    const [what, one] = chain === undefined ? (['flowtable', flowtable] as const) : (['chain', chain] as const);
    if (one === undefined || !(flowtable !== undefined || atDevices.includes(chain?.hook ?? ''))) return [];
    return [
      { name: `${what} '${one.name}' of nft table '${one.family} ${one.table}'`, devices: [one.dev ?? []].flat() },
    ];
  });
}
