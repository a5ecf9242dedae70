/** What becomes of a bridged frame in a table of filters: followed rule by rule, as netfilter does. */
import type { FilterRule, FilterTable } from '../../model/filters.ts';

/**
 * `partly`: it depends on the frame. `by`: the policy that decides, or the rule by its number in its chain, from 1, for
 * people; empty for `accepted`. Never the rule's text, which only root may read, and everybody may call Verify.
 */
export interface Verdict {
  readonly kind: 'accepted' | 'partly' | 'stopped';
  readonly by: string;
}

/** netfilter itself goes no deeper (xt_table: jump stack). */
const deepest = 16;

type End = 'accept' | 'drop' | 'return';

interface Walk {
  readonly table: FilterTable;
  readonly bridge: string;
  /** The first rule that would drop some frames, and whether one would accept some. */
  someDropped: string | undefined;
  someAccepted: boolean;
  by: string;
}

/** The first frame of a connection between guests of `bridge`, and the LAN. */
export function judgeBridgedFrame(table: FilterTable, bridge: string): Verdict {
  const verdicts = table.base.map(({ chain, policy }) => judgeChain(table, chain, policy, bridge));
  return (
    verdicts.find(({ kind }) => kind === 'stopped') ??
    verdicts.find(({ kind }) => kind === 'partly') ?? { kind: 'accepted', by: '' }
  );
}

function judgeChain(table: FilterTable, chain: string, policy: 'accept' | 'drop', bridge: string): Verdict {
  const walk: Walk = { table, bridge, someDropped: undefined, someAccepted: false, by: '' };
  let end = walkChain(walk, chain, true, 0);
  if (end === 'return') {
    end = policy;
    walk.by = `${table.name} ${chain} policy ${policy.toUpperCase()}`;
  }
  if (end === 'drop') return { kind: walk.someAccepted ? 'partly' : 'stopped', by: walk.by };
  return walk.someDropped === undefined ? { kind: 'accepted', by: '' } : { kind: 'partly', by: walk.someDropped };
}

/** @param certain whether every bridged frame comes here. @returns what becomes of those that no rule singles out. */
function walkChain(walk: Walk, chain: string, certain: boolean, depth: number): End {
  if (depth > deepest) return 'return';
  for (const [index, rule] of (walk.table.chains[chain] ?? []).entries()) {
    const matches = whetherMatches(rule, walk.bridge);
    if (matches === 'no') continue;
    const name = `${walk.table.name} ${chain} rule ${index + 1}`;
    const end = follow(walk, name, rule, certain && matches === 'yes', depth);
    if (end !== undefined) return end;
  }
  return 'return';
}

/** What the rule makes of all frames that come by; undefined if they go on to the next rule. @param name for people. */
function follow(walk: Walk, name: string, rule: FilterRule, certain: boolean, depth: number): End | undefined {
  const { target } = rule;
  if (target.kind === 'other') return undefined;
  if (target.kind === 'jump' || target.kind === 'goto') {
    const end = walkChain(walk, target.chain, certain, depth + 1);
    if (!certain) return undefined;
    return end === 'return' && target.kind === 'jump' ? undefined : end;
  }
  if (certain) {
    if (target.kind === 'drop') walk.by = name;
    return target.kind;
  }
  if (target.kind === 'drop') walk.someDropped ??= name;
  if (target.kind === 'accept') walk.someAccepted = true;
  return undefined;
}

function whetherMatches(rule: FilterRule, bridge: string): 'yes' | 'no' | 'maybe' {
  if (rule.interfaces.some(({ name, negated }) => isName(name, bridge) === negated)) return 'no';
  // A guest's first frame belongs to no connection that is tracked already.
  if (rule.conditions === 'tracked') return 'no';
  return rule.conditions === 'none' ? 'yes' : 'maybe';
}

function isName(pattern: string, name: string): boolean {
  return /[+*]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
