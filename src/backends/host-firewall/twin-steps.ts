/** The steps that give rules their twins in the running kernel. */
import { quoted } from '../../contract/quoted.ts';
import { groupedBy } from '../../model/grouped-by.ts';
import type { InterfaceSet, NamingRule } from '../../model/host-firewall.ts';
import type { HostState } from '../../model/host-state.ts';
import type { FirewallRulesStep, NftElementStep, NftRulesStep } from '../../model/plan.ts';
import { keyOf, markOfTwin } from './effect.ts';
import { nameIn, withName } from './nft-lookups.ts';
import { isNamed, parts, type Move } from './shared/move.ts';
import { twinText } from './twin.ts';

export type TwinStep = FirewallRulesStep | NftRulesStep | NftElementStep;

/** @param lost rules without a twin, by their place in their chains. */
export function planTwins(move: Move, lost: readonly NamingRule[], state: HostState): readonly TwinStep[] {
  const tables = groupedBy(withTwinsOfTheirOwn(lost, move), ({ program, table }) => `${program} ${table}`);
  return [...elementSteps(move, lost, state), ...[...tables.values()].flatMap((rules) => rulesStep(rules, move))];
}

/** How many rules are added. */
export function twinsIn(steps: readonly TwinStep[]): number {
  return steps.reduce((sum, step) => sum + (step.kind === 'nft-element' ? 1 : step.rules.length), 0);
}

/** The first of those that would have the same twin: `-i eth0` and `-i eth+`. */
function withTwinsOfTheirOwn(lost: readonly NamingRule[], move: Move): readonly NamingRule[] {
  const known = new Set<string>();
  return lost.filter((rule) => {
    if (!needsTwin(rule, move)) return false;
    const twin = keyOf(rule, twinText(rule, move));
    const isFirst = !known.has(twin);
    known.add(twin);
    return isFirst;
  });
}

function needsTwin({ lookups }: NamingRule, move: Move): boolean {
  return lookups.some((lookup) => lookup.set === undefined && parts(lookup, move));
}

/** @param rules of one table. */
function rulesStep(rules: readonly NamingRule[], move: Move): readonly (FirewallRulesStep | NftRulesStep)[] {
  const [first] = rules;
  if (first === undefined) return [];
  const { program, table } = first;
  const title = titleOf(rules, first, move);
  if (program === 'nft') {
    const twins = rules.map((rule) => ({
      ...{ chain: rule.chain, rule: twinText(rule, move), mark: markOfTwin(rule, move) },
      behind: { handle: rule.handle ?? 0, rule: rule.text, position: rule.position },
    }));
    return [{ kind: 'nft-rules', title, ...tableOf(table), rules: twins, action: 'add' }];
  }
  const twins = rules.map((rule) => ({
    rule: twinText(rule, move),
    behind: { rule: rule.text, position: rule.position },
  }));
  return [{ kind: 'firewall-rules', title, program, table, rules: twins, action: 'add' }];
}

function titleOf({ length }: readonly unknown[], { program, table, chain, brief }: NamingRule, move: Move): string {
  const what =
    length === 1
      ? `the rule ${quoted(brief)} of ${program} ${quoted(`${table} ${chain}`)}`
      : `${length} rules of ${program} ${quoted(table)}`;
  return `let ${what} hold for '${move.bridge}' as well`;
}

/** `inet filter`, in two. */
export function tableOf(table: string): { readonly family: string; readonly table: string } {
  const at = table.indexOf(' ');
  return { family: table.slice(0, at), table: table.slice(at + 1) };
}

/** For each element with the uplink in a set that these rules look into. */
function elementSteps(move: Move, lost: readonly NamingRule[], state: HostState): readonly NftElementStep[] {
  const wanted = new Set(
    lost.flatMap(({ table, lookups }) =>
      lookups
        .filter((lookup) => parts(lookup, move))
        .flatMap(({ set }) => (set === undefined ? [] : [`${table} ${set}`])),
    ),
  );
  const sets = state.hostFirewall.sets.filter(({ table, name }) => wanted.has(`${table} ${name}`));
  return sets.flatMap((set) => elementsFor(set, move));
}

function elementsFor({ table, name, kind, part = 0, elements }: InterfaceSet, move: Move): readonly NftElementStep[] {
  const named = elements.filter((element) => isNamed(nameIn(element, part) ?? '', move.uplink));
  const texts = new Set(named.map((element) => JSON.stringify(withName(element, part, move.bridge))));
  return [...texts].map((element) => ({
    kind: 'nft-element',
    title: `add '${move.bridge}' beside '${move.uplink}' to the ${kind} ${quoted(name)} of nft ${quoted(table)}`,
    ...tableOf(table),
    ...{ set: name, of: kind, element, device: move.bridge, action: 'add' },
  }));
}
