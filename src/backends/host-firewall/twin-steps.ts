/** The steps that give rules their twins in the running kernel. */
import { quoted } from '../../contract/quoted.ts';
import type { InterfaceSet, NamingRule } from '../../model/host-firewall.ts';
import type { HostState } from '../../model/host-state.ts';
import type { FirewallRuleStep, NftElementStep, NftRuleStep } from '../../model/plan.ts';
import { keyOf, markOfTwin } from './effect.ts';
import { nameIn, withName } from './nft-lookups.ts';
import { isNamed, parts, type Move } from './shared/move.ts';
import { twinText } from './twin.ts';
import { wordsOf } from './words.ts';

export type TwinStep = FirewallRuleStep | NftRuleStep | NftElementStep;

/** @param lost rules without a twin, by their place in their chains. */
export function planTwins(move: Move, lost: readonly NamingRule[], state: HostState): readonly TwinStep[] {
  const added = new Map<string, number>();
  const twins = withTwinsOfTheirOwn(lost, move).map((rule) => {
    const chain = keyOf(rule, '');
    // Each twin moves what stands behind it.
    const before = added.get(chain) ?? 0;
    added.set(chain, before + 1);
    return twinStep(rule, rule.position + before, move);
  });
  return [...elementSteps(move, lost, state), ...twins];
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

function twinStep(rule: NamingRule, position: number, move: Move): FirewallRuleStep | NftRuleStep {
  const { program, table, chain, brief, text } = rule;
  const title = `let the rule ${quoted(brief)} of ${program} ${quoted(`${table} ${chain}`)} hold for '${move.bridge}' as well`;
  const twin = twinText(rule, move);
  if (program === 'nft') {
    const behind = { handle: rule.handle ?? 0, rule: text, position };
    const mark = markOfTwin(rule, move);
    return { kind: 'nft-rule', title, ...tableOf(table), chain, rule: twin, mark, behind, action: 'add' };
  }
  const words = wordsOf(twin).map((word) => word.text);
  return {
    kind: 'firewall-rule',
    ...{ title, program, table, chain },
    rule: words.slice(2),
    action: 'add',
    behind: { rule: text, position },
    brief: wordsOf(brief)
      .map((word) => (isNamed(word.text, move.uplink) ? move.bridge : word.text))
      .join(' '),
  };
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
