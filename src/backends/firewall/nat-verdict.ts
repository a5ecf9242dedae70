/** Follows a guest's packet through a table that changes addresses, rule by rule, as netfilter does. */
import type { FilterRule, FilterTarget, NatHook, NatTable, NetworkMatch } from '../../model/filters.ts';
import { isGuestsNetwork, isHostsAddress, type Surroundings } from './networks.ts';
import { deepest, isName } from './verdict.ts';

export interface Frame {
  readonly bridge: string;
  readonly surroundings: Surroundings;
  /** Interfaces of the host, whose names may be shown. */
  readonly interfaces: readonly string[];
}

/** `may`: some packets, or packets under conditions that cannot be judged. `by` shows of the rule its place, known interfaces, and its target. */
export interface NatVerdict {
  readonly kind: 'kept' | 'may' | 'altered';
  readonly by: string;
  readonly hook: NatHook;
}

/**
 * Whether rules match the packet. `special`: not an ordinary one, which goes from a guest's own address to any place on the
 * internet and has no mark.
 */
type Match = 'yes' | 'no' | 'maybe' | 'special';

/** Whether the packet leaves the table in a chain. */
type End = 'ended' | 'maybe ended' | 'returned';

interface Walk {
  readonly table: NatTable;
  readonly frame: Frame;
  readonly hook: NatHook;
  may: string | undefined;
  altered: string | undefined;
}

/** For each hook of the table, in the order in which packets pass them. */
export function judgeNat(table: NatTable, frame: Frame): readonly NatVerdict[] {
  return table.base.map(({ chain, hook }) => {
    const walk: Walk = { table, frame, hook, may: undefined, altered: undefined };
    walkChain(walk, chain, true, 0);
    if (walk.altered !== undefined) return { kind: 'altered', by: walk.altered, hook };
    return walk.may === undefined ? { kind: 'kept', by: '', hook } : { kind: 'may', by: walk.may, hook };
  });
}

/** @param sure whether every packet gets here. */
function walkChain(walk: Walk, chain: string, sure: boolean, depth: number): End {
  if (depth > deepest) return 'returned';
  let certain = sure;
  let left: End = 'returned';
  for (const [index, rule] of (walk.table.chains[chain] ?? []).entries()) {
    // More doubt could not be found.
    if (walk.altered !== undefined || (!certain && walk.may !== undefined)) return 'maybe ended';
    const matches = whetherMatches(walk, rule);
    if (matches === 'no') continue;
    if (rule.target.kind === 'alter') {
      note(walk, certain && matches === 'yes', `${walk.table.name} ${chain} rule ${index + 1}`, rule, rule.target.what);
      continue;
    }
    const end = endOf(walk, rule.target, matches, certain, depth);
    if (matches === 'special' || (end === 'returned' && !isLeaving(rule.target))) continue;
    if (matches === 'yes' && certain === sure && (end === 'ended' || isLeaving(rule.target))) return end;
    certain = false;
    if (end !== 'returned') left = 'maybe ended';
  }
  return left;
}

/** Whether the rest of the chain is left out. */
function isLeaving({ kind }: FilterTarget): boolean {
  return kind === 'return' || kind === 'goto';
}

/** What becomes of the packets that the rule matches. */
function endOf(walk: Walk, target: FilterTarget, matches: Match, certain: boolean, depth: number): End {
  switch (target.kind) {
    case 'accept':
    case 'drop':
      return matches === 'special' ? 'returned' : 'ended';
    case 'jump':
    case 'goto':
      return walkChain(walk, target.chain, certain && matches === 'yes', depth + 1);
    case 'return':
    case 'other':
    case 'alter':
      return 'returned';
  }
}

function note(walk: Walk, certain: boolean, place: string, rule: FilterRule, what: string): void {
  const matches = rule.interfaces.filter(({ name }) => walk.frame.interfaces.includes(name));
  const words = matches.map(
    ({ direction, name, negated }) => `${negated ? '! ' : ''}${direction === 'in' ? '-i' : '-o'} ${name}`,
  );
  const by = `${place} (${[...words, what].join(' ')})`;
  if (certain) walk.altered = by;
  else walk.may ??= by;
}

function whetherMatches({ frame, hook }: Walk, rule: FilterRule): Match {
  if (rule.conditions === 'never') return 'no';
  const all: readonly Match[] = [
    ...rule.interfaces.map((match): Match => {
      // Bridged frames have no input interface after the bridge's decision (br_netfilter_hooks.c: br_nf_post_routing).
      const known = match.direction === (hook === 'prerouting' ? 'in' : 'out');
      return (known && isName(match.name, frame.bridge)) === match.negated ? 'no' : 'yes';
    }),
    ...rule.networks.map((match) => whetherInNetwork(match, frame.surroundings)),
    ...(rule.mark === 'marked' ? (['special'] as const) : []),
    rule.conditions === 'none' ? 'yes' : 'maybe',
  ];
  return (['no', 'special', 'maybe'] as const).find((one) => all.includes(one)) ?? 'yes';
}

function whetherInNetwork({ end, network, negated }: NetworkMatch, surroundings: Surroundings): Match {
  if (end === 'source') {
    const inside = isGuestsNetwork(network, surroundings);
    return inside === 'maybe' ? 'maybe' : (inside === 'yes') === negated ? 'no' : 'yes';
  }
  if (network.prefix === 0) return negated ? 'no' : 'yes';
  // A frame for an address of the host itself is not bridged.
  if (isHostsAddress(network, surroundings)) return negated ? 'yes' : 'no';
  return negated ? 'yes' : 'special';
}
