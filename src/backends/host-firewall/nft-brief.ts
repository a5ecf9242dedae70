/** What of a rule of nft may be shown to all callers of Verify: comments and addresses may be secrets. */
import * as v from 'valibot';

const matchSchema = v.object({
  op: v.string(),
  left: v.looseObject({
    meta: v.optional(v.object({ key: v.string() })),
    payload: v.optional(v.object({ protocol: v.string(), field: v.string() })),
  }),
  right: v.union([v.string(), v.number(), v.object({ set: v.array(v.union([v.string(), v.number()])) })]),
});
const targetSchema = v.object({ target: v.string() });
const interfaceKeys = ['iif', 'iifname', 'oif', 'oifname'];
const verdicts = ['accept', 'drop', 'return', 'continue', 'reject', 'masquerade', 'snat', 'dnat', 'redirect', 'queue'];

/** What is left out shows as `...`. */
export function nftBrief(expressions: readonly unknown[]): string {
  const said: string[] = [];
  for (const expression of expressions) {
    const [[kind, value] = ['', undefined]] = Object.entries(expression as Record<string, unknown>);
    if (kind === 'counter') continue;
    const words = wordsFor(kind, value);
    if (words !== '...' || said.at(-1) !== '...') said.push(words);
  }
  return said.join(' ');
}

function wordsFor(kind: string, value: unknown): string {
  if (verdicts.includes(kind)) return kind;
  if (kind === 'jump' || kind === 'goto') return v.is(targetSchema, value) ? `${kind} ${value.target}` : kind;
  if (kind === 'vmap') return 'vmap ...';
  const match = v.safeParse(matchSchema, value);
  if (kind !== 'match' || !match.success) return '...';
  const { op, left, right } = match.output;
  const key = left.meta?.key ?? (left.payload && `${left.payload.protocol} ${left.payload.field}`) ?? '';
  const isShown = interfaceKeys.includes(key) || /^(tcp|udp) [ds]port$/.test(key) || key === 'l4proto';
  if (!isShown) return '...';
  const compared = typeof right === 'object' ? `{ ${right.set.join(', ')} }` : String(right);
  return op === '!=' ? `${key} != ${compared}` : `${key} ${compared}`;
}
