/** One rule of nftables, from its expressions in JSON (libnftables-json(5)). */
import * as v from 'valibot';
import type { FilterRule, FilterTarget, InterfaceMatch, NetworkMatch } from '../../model/filters.ts';
import { networkOf } from './networks.ts';

const matchSchema = v.object({
  op: v.string(),
  left: v.looseObject({
    meta: v.optional(v.object({ key: v.string() })),
    ct: v.optional(v.object({ key: v.string() })),
    payload: v.optional(v.looseObject({ field: v.optional(v.string()) })),
    fib: v.optional(v.looseObject({ result: v.optional(v.string()) })),
  }),
  right: v.unknown(),
});
type Match = v.InferOutput<typeof matchSchema>;

const prefixSchema = v.object({ prefix: v.object({ addr: v.string(), len: v.number() }) });
const extensionSchema = v.object({ type: v.string(), name: v.string() });

interface Draft {
  interfaces: InterfaceMatch[];
  networks: NetworkMatch[];
  conditions: FilterRule['conditions'];
  target: FilterTarget;
}

/** @param family of the rule's table. */
export function parseRule(expressions: readonly unknown[], family: string): FilterRule {
  const draft: Draft = { interfaces: [], networks: [], conditions: 'none', target: { kind: 'other' } };
  for (const expression of expressions) {
    const [[name, value] = ['', undefined]] = Object.entries(expression as Record<string, unknown>);
    if (name === 'match') {
      readMatch(draft, value, family);
    } else if (name === 'vmap' || name === 'xt') {
      if (draft.conditions !== 'never') draft.conditions = 'some';
      draft.target = extensionOf(value);
    } else {
      draft.target = targetOf(name, value) ?? draft.target;
    }
  }
  return { ...draft, mark: 'any' };
}

/** iptables-nft keeps its own targets as extensions, which nft can only name. */
function extensionOf(value: unknown): FilterTarget {
  const parsed = v.safeParse(extensionSchema, value);
  if (!parsed.success || parsed.output.type !== 'target') return { kind: 'other' };
  const { name } = parsed.output;
  return ['MASQUERADE', 'SNAT', 'DNAT', 'REDIRECT', 'NETMAP'].includes(name)
    ? { kind: 'alter', what: name }
    : { kind: 'other' };
}

function targetOf(name: string, value: unknown): FilterTarget | undefined {
  switch (name) {
    case 'accept':
    case 'return':
    case 'drop':
      return { kind: name };
    case 'reject':
      return { kind: 'drop' };
    case 'masquerade':
    case 'snat':
    case 'dnat':
    case 'redirect':
      return { kind: 'alter', what: name };
    case 'jump':
    case 'goto':
      return { kind: name, chain: String((value as { target?: unknown } | null)?.target) };
    default:
      return undefined;
  }
}

function readMatch(draft: Draft, value: unknown, family: string): void {
  const parsed = v.safeParse(matchSchema, value);
  const found = parsed.success ? parseMatch(parsed.output, family) : 'some';
  if (typeof found !== 'object') {
    if (draft.conditions !== 'never') draft.conditions = found;
  } else if ('direction' in found) {
    draft.interfaces.push(found);
  } else {
    draft.networks.push(found);
  }
}

/** In the family `bridge`, iifname is the name of a port, which may be any, so a match on it is `some`. */
function parseMatch(match: Match, family: string): InterfaceMatch | NetworkMatch | 'never' | 'some' {
  const { op, left, right } = match;
  const isSimple = ['==', '!='].includes(op);
  const key = left.meta?.key ?? '';
  const direction = { iifname: 'in', iif: 'in', oifname: 'out', oif: 'out' } as const;
  if (key in direction && typeof right === 'string' && family !== 'bridge' && isSimple) {
    return { direction: direction[key as keyof typeof direction], name: right, negated: op === '!=' };
  }
  if (left.ct?.key === 'state' && op !== '!=' && !JSON.stringify(right).includes('"new"')) return 'never';
  // `ct status` (dnat, for example) is set only in a tracked connection.
  if (left.ct?.key === 'status') return 'never';
  // A frame from or for an address of the host itself is not bridged.
  if (left.fib?.result === 'type' && right === 'local' && op === '==') return 'never';
  return (isSimple ? parseNetwork(match) : undefined) ?? 'some';
}

function parseNetwork({ op, left, right }: Match): NetworkMatch | undefined {
  const end = { saddr: 'source' as const, daddr: 'destination' as const }[left.payload?.field ?? ''];
  if (end === undefined) return undefined;
  const text = v.is(prefixSchema, right) ? `${right.prefix.addr}/${right.prefix.len}` : right;
  const network = typeof text === 'string' ? networkOf(text) : undefined;
  return network === undefined ? undefined : { end, network, negated: op === '!=' };
}
