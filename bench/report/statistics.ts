/** Median and range: what a table says of several runs. */
import { max, median, min } from 'simple-statistics';

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param values at least one. */
export function summarize(values: readonly number[]): Summary {
  const list = [...values];
  return { median: median(list), min: min(list), max: max(list) };
}

/** Of pairs that were measured next to each other, the first divided by the second. */
export function summarizeRatios(values: readonly number[], references: readonly number[]): Summary {
  return summarize(values.map((value, index) => value / (references[index] ?? NaN)));
}

/** `4.3 (3.9–6.4)`: three figures are enough. */
export function inWords({ median, min, max }: Summary, unit = ''): string {
  return `${figure(median)}${unit} (${figure(min)}–${figure(max)})`;
}

/** Without more digits than a measurement has. */
export function figure(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString('en');
}
