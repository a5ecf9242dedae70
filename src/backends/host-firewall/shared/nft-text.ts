/** Rules of nft as they can be compared, and the comments of ours. */
import { digest } from '../../../model/digest.ts';

const ours = 'bridgehead ';

/** The expressions as JSON, without what counts: that is another each time. */
export function bareText(expressions: readonly unknown[]): string {
  return JSON.stringify(expressions.map(withoutCounts));
}

function withoutCounts(expression: unknown): unknown {
  const [[kind, value] = ['', undefined]] = Object.entries(expression as Record<string, unknown>);
  if (typeof value !== 'object' || value === null) return expression;
  if (kind === 'counter') return { counter: null };
  if (kind !== 'quota') return expression;
  return { quota: Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('used'))) };
}

/** The comment of a rule that we make (nft(8): 128 bytes at most), the same whenever it is planned. */
export function markOf(bridge: string, ...what: readonly (string | number)[]): string {
  return `${ours}${bridge} ${digest(what.join('\n')).slice(0, 16)}`;
}

/** What nft takes as a name (its scanner: string); another program may have given any, and nft reads its arguments as text. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_.][\w/.-]*$/.test(name);
}

export function isMark(comment: string | undefined): comment is string {
  return comment?.startsWith(ours) === true;
}

/** Whether it is the comment of a rule that we made for this bridge. */
export function isMarkFor(bridge: string, comment: string): boolean {
  return comment.startsWith(`${ours}${bridge} `);
}
