/** The rules of nftables that compare interfaces, from `nft --json list ruleset` (libnftables-json(5)). */
import * as v from 'valibot';
import type { ClosedHook, DeviceHook, InterfaceSet, NamingRule } from '../../model/host-firewall.ts';
import { listedEntries } from '../../model/nft-listing.ts';
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
const entrySchema = v.object({
  chain: v.optional(
    v.object({ ...inTable, hook: v.optional(v.string()), policy: v.optional(v.string()), dev: devices }),
  ),
  rule: v.optional(ruleSchema),
  set: v.optional(v.object(setEntries)),
  map: v.optional(v.object(setEntries)),
  flowtable: v.optional(v.object({ ...inTable, dev: devices })),
});
type Entry = v.InferOutput<typeof entrySchema>;
type RuleOf = v.InferOutput<typeof ruleSchema>;

/** What is kept of a rule: of one that names no interface, only what it does. */
interface Sketch extends Draft {
  readonly rule: RuleOf | undefined;
  /** Its number in its chain, from 1. */
  readonly position: number;
}

export interface Ruleset {
  /** All but the rules. */
  readonly entries: readonly Entry[];
  /** By table, as `inet filter`, and chain. */
  readonly rules: ReadonlyMap<string, ReadonlyMap<string, Sketch[]>>;
}

/** Throws where the text is no ruleset. */
export function parseRuleset(text: string): Ruleset {
  const entries: Entry[] = [];
  const tables = new Map<string, Map<string, Sketch[]>>();
  for (const listed of listedEntries(text)) {
    const entry = v.parse(entrySchema, listed);
    if (entry.rule === undefined) entries.push(entry);
    else addRule(tables, entry.rule);
  }
  return { entries, rules: tables };
}

function addRule(tables: Map<string, Map<string, Sketch[]>>, rule: RuleOf): void {
  const name = `${rule.family} ${rule.table}`;
  const chains = tables.get(name) ?? new Map<string, Sketch[]>();
  tables.set(name, chains);
  const sketches = chains.get(rule.chain) ?? [];
  chains.set(rule.chain, sketches);
  sketches.push(sketchOf(rule, sketches.length + 1));
}

/** Of those that name nothing and lead nowhere there may be very many, and only four kinds. */
const plainSketches = [false, true].map((acts) =>
  [false, true].map((refusesAll): Sketch => {
    return { names: false, acts, goesTo: [], refusesAll, rule: undefined, position: 0 };
  }),
);

function sketchOf(rule: RuleOf, position: number): Sketch {
  const acts = rule.expr.some(isActing);
  const goesTo = targetsIn(rule.expr);
  const kinds = kindsOf(rule);
  const refusesAll =
    kinds.every((kind) => ['counter', 'log', 'drop', 'reject'].includes(kind)) &&
    /drop|reject/.test(kinds.at(-1) ?? '');
  const names = nftLookups(rule.expr, () => []).length > 0;
  const plain = names || goesTo.length > 0 ? undefined : plainSketches[Number(acts)]?.[Number(refusesAll)];
  return plain ?? { names, acts, goesTo, refusesAll, rule: names ? rule : undefined, position };
}

function kindsOf({ expr }: RuleOf): readonly string[] {
  return expr.flatMap((one) => Object.keys(one as object));
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
  return setsIn(ruleset.entries)
    .filter(({ set }) => partOf(set.type) !== undefined && isPlainName(set.table) && isPlainName(set.name))
    .map(({ kind, set: { family, table, name } }) => ({ kind, family, table, name }));
}

/** What `nft list set` says of each. */
export function interfaceSets(listed: readonly Ruleset[]): readonly InterfaceSet[] {
  return setsIn(listed.flatMap(({ entries }) => entries)).map(({ kind, set }): InterfaceSet => {
    const part = partOf(set.type);
    const byNumber = part !== undefined && [set.type].flat()[part] === 'iface_index';
    const table = `${set.family} ${set.table}`;
    return { table, name: set.name, kind, part: byNumber ? undefined : part, elements: set.elem };
  });
}

function setsIn(entries: readonly Entry[]) {
  return entries.flatMap(({ set, map }) => [
    ...(set === undefined ? [] : [{ kind: 'set' as const, set }]),
    ...(map === undefined ? [] : [{ kind: 'map' as const, set: map }]),
  ]);
}

/** nft(8): the types of an interface's name and number. */
function partOf(type: string | readonly string[]): number | undefined {
  const part = [type].flat().findIndex((one) => one === 'ifname' || one === 'iface_index');
  return part === -1 ? undefined : part;
}

interface Found {
  readonly rules: readonly NamingRule[];
  readonly closed: readonly ClosedHook[];
}

/** @param sets see interfaceSets. @param skipped tables that iptables shows too, as `ip filter`. */
export function namingRules(ruleset: Ruleset, sets: readonly InterfaceSet[], skipped: ReadonlySet<string>): Found {
  const tables = tablesOf(ruleset, skipped).map((table) => ({ name: table.name, ...actingRules(table) }));
  return {
    rules: tables.flatMap(({ rules }) =>
      rules.flatMap(({ draft: { rule, position }, hooks }) =>
        rule === undefined ? [] : [{ ...namingRuleOf(rule, position, sets), hooks }],
      ),
    ),
    closed: tables.flatMap(({ name, closed }) =>
      closed.map((hook) => ({ program: 'nft' as const, table: name, hook })),
    ),
  };
}

/** nft(8): chains there see the frames of their device, and are in deviceHooks. */
const atDevices = ['ingress', 'egress'];

function tablesOf(ruleset: Ruleset, skipped: ReadonlySet<string>): readonly TableDraft<Sketch>[] {
  const tables = new Map<string, TableDraft<Sketch>>();
  for (const [name, rules] of ruleset.rules) tables.set(name, { name, base: new Map(), chains: new Map(rules) });
  for (const { chain } of ruleset.entries) {
    if (chain?.hook === undefined || atDevices.includes(chain.hook)) continue;
    const name = `${chain.family} ${chain.table}`;
    const table = tables.get(name) ?? { name, base: new Map(), chains: new Map() };
    tables.set(name, table);
    table.base.set(chain.name, { hook: chain.hook, drops: chain.policy === 'drop' });
  }
  return [...tables.values()].filter(({ name }) => !skipped.has(name));
}

/** Statements after which a packet goes on as it was. */
const passive = new Set(['match', 'counter', 'log', 'limit', 'quota', 'ct count', 'meter', 'last']);

function namingRuleOf(rule: RuleOf, position: number, sets: readonly InterfaceSet[]): Omit<NamingRule, 'hooks'> {
  const table = `${rule.family} ${rule.table}`;
  const namesOf = (name: string): readonly string[] => {
    const set = sets.find((one) => one.table === table && one.name === name);
    return set?.elements.flatMap((element) => nameIn(element, set.part ?? 0) ?? []) ?? [];
  };
  const kinds = kindsOf(rule);
  return {
    program: 'nft',
    ...{ table, chain: rule.chain, position, handle: rule.handle, text: bareText(rule.expr) },
    ...(isMark(rule.comment) ? { mark: rule.comment } : {}),
    brief: nftBrief(rule.expr),
    lookups: nftLookups(rule.expr, namesOf),
    accepts: kinds.includes('accept') || kinds.includes('vmap') || targetsIn(rule.expr).length > 0,
    ofPort: rule.family === 'bridge',
  };
}

/** What leads to another chain acts by that chain alone; of what iptables alone knows, a match does nothing. */
function isActing(expression: unknown): boolean {
  const [[kind, value] = ['', undefined]] = Object.entries(expression as Record<string, unknown>);
  if (kind === 'xt') return !v.is(v.object({ type: v.literal('match') }), value);
  return !passive.has(kind) && kind !== 'jump' && kind !== 'goto';
}

/** Whether anything in it is a verdict of these kinds: most rules have none. */
function leadsOn(node: object): boolean {
  for (const kind in node) {
    const value = (node as Readonly<Record<string, unknown>>)[kind];
    if (kind === 'jump' || kind === 'goto') return true;
    if (typeof value === 'object' && value !== null && leadsOn(value)) return true;
  }
  return false;
}

/** Chains that it may lead to, by a verdict or by a map of verdicts. */
function targetsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(targetsIn);
  if (typeof node !== 'object' || node === null || !leadsOn(node)) return [];
  return Object.entries(node).flatMap(([kind, value]) => {
    const target = (value as { target?: unknown } | null)?.target;
    return (kind === 'jump' || kind === 'goto') && typeof target === 'string' ? [target] : targetsIn(value);
  });
}

/** What takes a device's frames aside. */
export function deviceHooks({ entries }: Ruleset): readonly DeviceHook[] {
  return entries.flatMap(({ chain, flowtable }): DeviceHook[] => {
    const [what, one] = chain === undefined ? (['flowtable', flowtable] as const) : (['chain', chain] as const);
    if (one === undefined || !(flowtable !== undefined || atDevices.includes(chain?.hook ?? ''))) return [];
    return [
      { name: `${what} '${one.name}' of nft table '${one.family} ${one.table}'`, devices: [one.dev ?? []].flat() },
    ];
  });
}
