/** The agent's methods as an administrator types them, and their replies as tables. */
import { callWords, type CallArgument, type CallResult } from '../lab/bus-call.ts';
import type { Laboratory } from '../lab/laboratory.ts';
import { answer, expectThat, sentence, table, typed } from './print.ts';

export interface ChangeResult {
  readonly transaction: string;
  readonly changed: boolean;
  readonly state: string;
  readonly deadline?: number;
  readonly plan: readonly { readonly kind: string; readonly title: string; readonly preview: string }[];
}

export interface FindingRow {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly remedy: string;
}

/** Shows the call, makes it, and shows its error, if any. */
export async function callAs(
  lab: Laboratory,
  user: string,
  method: string,
  args: readonly CallArgument[],
): Promise<CallResult> {
  const [name = '', path = '', face = '', ...rest] = callWords(method, args);
  typed(user, [`busctl call ${name} ${path} ${face}`, ...inLines(rest.map(quoted))]);
  const result = await lab.call(method, args, { user });
  if (!result.ok) answer(`${result.errorName}\n${result.errorMessage}`);
  return result;
}

/** A change that must succeed, or the story cannot go on. */
export async function change(lab: Laboratory, method: string, args: readonly CallArgument[]): Promise<ChangeResult> {
  const result = await callAs(lab, 'operator1', method, args);
  if (!result.ok) throw new Error(`${method} failed: ${result.errorMessage}`);
  const reply = result.reply[0] as ChangeResult;
  const { transaction, changed, state } = reply;
  table([
    ['transaction', 'changed', 'state'],
    [transaction === '' ? '-' : transaction, changed ? 'yes' : 'no', state],
  ]);
  return reply;
}

/** Each step's title and its diff or commands. */
export function showPlan(reply: ChangeResult): void {
  reply.plan.forEach(({ kind, title, preview }, index) => {
    answer(`\n${String(index + 1)}. ${title} (${kind})`);
    answer(preview.replace(/^/gm, '     '), 24);
  });
}

/** Calls Verify, shows all its findings or only the failures, and expects its verdict. */
export async function verify(
  lab: Laboratory,
  show: 'all' | 'failed',
  expected: 'healthy' | 'ill',
): Promise<readonly FindingRow[]> {
  const result = await callAs(lab, 'plainuser', 'Verify', ['br0', {}]);
  if (!result.ok) throw new Error(`Verify failed: ${result.errorMessage}`);
  const [healthy, findings] = result.reply as [boolean, FindingRow[]];
  const shown = show === 'all' ? findings : findings.filter(({ status }) => status === 'fail');
  if (shown.length > 0) {
    table([
      ['check', 'status', 'what it says'],
      ...shown.map(({ check, status, message }) => [check, status, message]),
    ]);
  }
  for (const { check, remedy } of shown) if (remedy !== '') sentence(`remedy for ${check}: ${remedy}`);
  expectThat(`healthy: ${String(healthy)} (${tally(findings)})`, healthy === (expected === 'healthy'));
  return findings;
}

/** `11 pass, 1 warn`. */
function tally(findings: readonly FindingRow[]): string {
  const counts = new Map<string, number>();
  for (const { status } of findings) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${String(count)} ${status}`).join(', ');
}

/** Wraps words for a terminal of 120 columns. */
function inLines(words: readonly string[]): string[] {
  const lines = [''];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length > 100) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function quoted(word: string): string {
  return /^[\w.:/=-]+$/.test(word) ? word : `'${word}'`;
}
