/** What becomes of a rule when a bridge takes the place of its uplink. */
import type { NamingRule } from '../../model/host-firewall.ts';
import { markOf } from './shared/nft-text.ts';
import { parts, type Move } from './shared/move.ts';
import { twinText } from './twin.ts';

/**
 * The rules that match what comes by the uplink and would not match what comes by the bridge, but for those that have a twin;
 * and those that begin to match, for which a twin does not help.
 */
export function sorted<Rule extends NamingRule>(
  rules: readonly Rule[],
  move: Move,
): { readonly lost: readonly Rule[]; readonly gained: readonly Rule[] } {
  const affected = rules.map((rule) => ({ rule, effect: effectOn(rule, move) }));
  const gained = affected.filter(({ effect }) => effect === 'gained').map(({ rule }) => rule);
  const lost = affected.filter(({ effect }) => effect === 'lost').map(({ rule }) => rule);
  if (lost.length === 0) return { lost, gained };
  const there = new Set(rules.flatMap((rule) => [keyOf(rule, rule.text), keyOf(rule, rule.mark ?? '')]));
  return { lost: lost.filter((rule) => !isTwinned(rule, move, there)), gained };
}

/** The comment of its twin, where it is a rule of nft. */
export function markOfTwin({ table, chain, text }: NamingRule, { bridge }: Move): string {
  return markOf(bridge, table, chain, text);
}

/** Lookups in named sets need an element, and no twin. */
function isTwinned(rule: NamingRule, move: Move, there: ReadonlySet<string>): boolean {
  if (rule.lookups.some((lookup) => lookup.set !== undefined && parts(lookup, move))) return false;
  const twin = keyOf(rule, twinText(rule, move));
  return there.has(twin) || (rule.program === 'nft' && there.has(keyOf(rule, markOfTwin(rule, move))));
}

/** By which a rule is known in its chain. */
export function keyOf({ program, table, chain }: NamingRule, text: string): string {
  return [program, table, chain, text].join('\n');
}

function effectOn(rule: NamingRule, move: Move): 'lost' | 'gained' | undefined {
  if (rule.ofPort) return effectOfPort(rule, move);
  const told = rule.lookups.filter((lookup) => parts(lookup, move));
  // An element of the set helps a negated lookup as well.
  if (told.some(({ negated, set }) => negated && set === undefined)) return 'gained';
  return told.length > 0 ? 'lost' : undefined;
}

/** The uplink becomes a port: rules about ports begin to see what comes by it for the host, unless they let it pass. */
function effectOfPort({ accepts, hooks, lookups }: NamingRule, move: Move): 'gained' | undefined {
  if (accepts || hooks.every((hook) => hook === 'forward')) return undefined;
  return lookups.some((lookup) => !lookup.negated && parts(lookup, move)) ? 'gained' : undefined;
}
