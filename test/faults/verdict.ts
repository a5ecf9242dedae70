/** The outcome of a fault, and totals. Pure. */

export interface Verdict {
  /** For `--only`. */
  readonly name: string;
  /** Its line in the report. */
  readonly kind: string;
  /** The call as it was recorded. */
  readonly about: string;
  /** Whether it was injected: now and then calls come in another order, or not at all. */
  readonly reached: boolean;
  /** Whether the agent was gone afterwards. */
  readonly died: boolean;
  readonly violations: readonly string[];
  /** The last lines of the agents' logs. */
  readonly log: string;
}

interface Sum {
  readonly injected: number;
  readonly held: number;
  readonly notReached: number;
}

export function sum(verdicts: readonly Verdict[]): Sum {
  const reached = verdicts.filter((verdict) => verdict.reached);
  const held = reached.filter((verdict) => verdict.violations.length === 0);
  return { injected: reached.length, held: held.length, notReached: verdicts.length - reached.length };
}

/** A table with a line for each kind and the total as its last line. */
export function report(verdicts: readonly Verdict[]): string {
  const kinds = [...new Set(verdicts.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => row(kind, sum(verdicts.filter((verdict) => verdict.kind === kind))));
  const { injected, held, notReached } = sum(verdicts);
  const rest = notReached === 0 ? '' : `, ${notReached} not reached`;
  return [row('fault', { injected: 'injected', held: 'held', notReached: 'not reached' }), ...rows, '']
    .concat(`${injected} faults injected, ${held} held, ${injected - held} did not${rest}`)
    .join('\n');
}

function row(kind: string, cells: Readonly<Record<keyof Sum, number | string>>): string {
  const columns = [cells.injected, cells.held, cells.notReached].map((cell) => String(cell).padStart(12));
  return `${kind.padEnd(40)}${columns.join('')}`;
}

/** A violation, or a call that failed without a fault. */
export function failed({ violations }: Verdict): boolean {
  return violations.length > 0;
}

/** What went wrong, and how to reproduce it. */
export function complaint({ name, about, violations, log }: Verdict): string {
  const again = `npm run test:faults -- --only '${name}'`;
  return [`NOT HELD ${name} (${about})`, ...violations.map((one) => `  - ${one}`), `  again: ${again}`, log].join('\n');
}
