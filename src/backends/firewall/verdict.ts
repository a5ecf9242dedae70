/** Follows a bridged frame through a table of filters, rule by rule, as netfilter does. */
import type { FilterRule, FilterTable } from '../../model/filters.ts';

/**
 * `partly`: some frames are dropped. `by` names the deciding policy, or the rule by its number in its chain, from 1; empty
 * for `accepted`. It never quotes the rule: only root may read rules, and every user may call Verify.
 */
export interface Verdict {
  readonly kind: 'accepted' | 'partly' | 'stopped';
  readonly by: string;
}

/** netfilter limits the depth of jumps too (xt_table: jump stack). */
const deepest = 16;

type End = 'accept' | 'drop' | 'return';

interface Walk {
  readonly table: FilterTable;
  readonly bridge: string;
  /** The first rule that drops some frames. */
  someDropped: string | undefined;
  /** Whether a rule accepts some frames. */
  someAccepted: boolean;
  by: string;
}

/** The verdict on the first frame of a connection between the LAN and a guest on `bridge`. */
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

/** @param certain whether every bridged frame gets here. @returns the fate of frames that no conditional rule matches. */
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

/** What the rule does to all frames; undefined if they go on to the next rule. @param name of the rule, as in `by`. */
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
  // The first frame of a connection is in no tracked connection.
  if (rule.conditions === 'tracked') return 'no';
  return rule.conditions === 'none' ? 'yes' : 'maybe';
}

function isName(pattern: string, name: string): boolean {
  return /[+*]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
