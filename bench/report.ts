/** Formats the results as a table. */
import type { PingCount } from '../test/lab/ping.ts';

/** The runs of one way, each with its counts for IPv4 and IPv6; or the reason why there are none. */
export type Runs = readonly (readonly PingCount[])[] | string;

const families = ['IPv4', 'IPv6'] as const;

/** @param limit name of the way that the others are compared with. */
export function report(results: ReadonlyMap<string, Runs>, limit: string): string {
  const head = ['way', 'family', 'lost: median', 'max', 'longest gap: median', 'max', 'gap to the limit'];
  const rows = [...results].flatMap(([name, runs]) =>
    typeof runs === 'string'
      ? [[name, `not measured: ${runs}`]]
      : families.map((family, index) => [index === 0 ? name : '', family, ...cells(runs, index, results.get(limit))]),
  );
  return inColumns([head, ...rows]);
}

function cells(runs: readonly (readonly PingCount[])[], family: number, limit: Runs | undefined): string[] {
  const lost = column(runs, family, 'lost');
  const gaps = column(runs, family, 'longestGapMs');
  const best = limit === undefined || typeof limit === 'string' ? NaN : median(column(limit, family, 'longestGapMs'));
  const ratio = median(gaps) / best;
  return [
    String(median(lost)),
    String(Math.max(...lost)),
    `${median(gaps).toFixed(1)} ms`,
    `${Math.max(...gaps).toFixed(1)} ms`,
    Number.isFinite(ratio) ? `× ${ratio.toFixed(1)}` : '-',
  ];
}

function column(runs: readonly (readonly PingCount[])[], family: number, key: 'lost' | 'longestGapMs'): number[] {
  return runs.map((counts) => counts[family]?.[key] ?? NaN);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function inColumns(rows: readonly (readonly string[])[]): string {
  const full = rows.filter((row) => row.length > 2);
  const width = (index: number): number => Math.max(...full.map((row) => (row[index] ?? '').length));
  const widths = (full[0] ?? []).map((_, index) => width(index));
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
