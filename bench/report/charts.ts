/** The three charts of the picture, each with its height. */
import type { Results } from '../results.ts';
import { lossesOf, type FamilyLosses, type WayName } from './losses.ts';
import { outcomesOf, type Outcome } from './measures.ts';
import { figure, type Summary } from './statistics.ts';
import { bar, decades, element, line, logScale, text, type Scale, type Svg } from './svg.ts';
import { goalOf, nameOf } from './tables.ts';
import { words, type Language } from './words.ts';

export const width = 860;
/** Where axes begin and end; names are to the left, figures to the right. */
const left = 300;
const right = 640;
const head = 34;
const ratioRowHeight = 34;

export interface Chart {
  readonly height: number;
  readonly content: Svg;
}

/** A row for each way; undefined if packets were not counted. */
export function outageChart({ packets }: Results, language: Language): Chart | undefined {
  if (packets === undefined) return undefined;
  const ways = lossesOf(packets.ways).flatMap(({ way, outcome }) =>
    typeof outcome === 'string' ? [] : [{ way, outcome }],
  );
  if (ways.length === 0) return undefined;
  const most = Math.max(...ways.flatMap(({ outcome }) => outcome.map(({ outage }) => outage.max)));
  const ticks = decades(1, most);
  const x = axis(ticks);
  const rows = ways.map(({ way, outcome }, index) => outageRow(x, head + index * 30, way, outcome, language));
  return chart(words[language].outageChart, ticks, x, ways.length * 30, rows);
}

function outageRow(
  x: Scale,
  y: number,
  way: WayName,
  outcome: readonly [FamilyLosses, FamilyLosses],
  language: Language,
): Svg {
  const kind = way.startsWith('bridgehead') ? 'own' : 'other';
  const [ipv4, ipv6] = outcome;
  const figures = `${figure(ipv4.outage.median)} / ${figure(ipv6.outage.median)} ms, `;
  return group(
    name(y, words[language].ways[way]),
    bar(x, y + 3, 9, triple(ipv4.outage), kind),
    bar(x, y + 14, 9, triple(ipv6.outage), kind),
    text(right + 12, y + 17, figures + words[language].lost(figure(ipv4.lost.median), figure(ipv6.lost.median))),
  );
}

/** A row for each measure with a goal. */
export function ratioChart(results: Results, language: Language): Chart | undefined {
  const outcomes = outcomesOf(results).filter(({ goal }) => goal !== undefined);
  if (outcomes.length === 0) return undefined;
  const ticks = decades(1, Math.max(...outcomes.map(({ ratio }) => ratio.max)));
  const x = axis(ticks);
  const rows = outcomes.map((outcome, index) => ratioRow(x, head + index * ratioRowHeight, outcome, language));
  return chart(words[language].ratioChart, ticks, x, outcomes.length * ratioRowHeight, rows);
}

function ratioRow(x: Scale, y: number, outcome: Outcome, language: Language): Svg {
  const goal = outcome.goal?.ratio ?? 1;
  return group(
    text(left - 12, y + 14, nameOf(outcome, language), { 'text-anchor': 'end' }),
    text(left - 12, y + 28, plain(words[language].references[outcome.reference]), small),
    bar(x, y + 8, 16, triple(outcome.ratio), 'own'),
    line(x(goal), y + 4, x(goal), y + 28, 'goal'),
    text(right + 12, y + 21, `× ${figure(outcome.ratio.median)}`),
    text(right + 84, y + 21, `${words[language].goal} ${goalOf(outcome)}`, { class: 'goal-text' }),
  );
}

/** Two lines over the number of ports. */
export function portsChart(results: Results, language: Language): Chart | undefined {
  const outcomes = outcomesOf(results).filter(({ ports }) => ports !== undefined);
  if (outcomes.length === 0) return undefined;
  const [top, bottom] = [head + 6, head + 170];
  const values = outcomes.flatMap(({ value, referenceValue }) => [value, referenceValue].flatMap(triple));
  const ticks = decades(Math.min(...values), Math.max(...values));
  const y = logScale([ticks[0] ?? 1, ticks.at(-1) ?? 10], [bottom, top]);
  const x = logScale([1, 1023], [left, right]);
  const levels = ticks.map((tick) =>
    group(line(left, y(tick), right, y(tick), 'grid'), text(left - 8, y(tick) + 4, figure(tick), small)),
  );
  const counts = outcomes.map(({ ports = 1 }) =>
    text(x(ports), bottom + 18, figure(ports), { class: 'quiet', 'text-anchor': 'middle' }),
  );
  const content = group(
    title(words[language].portsChart),
    ...levels,
    ...counts,
    curve(outcomes, ({ referenceValue }) => referenceValue, x, y, 'other', 'ip -j -d link show'),
    curve(outcomes, ({ value }) => value, x, y, 'own', 'Verify'),
  );
  return { height: bottom + 24, content };
}

function curve(
  outcomes: readonly Outcome[],
  pick: (outcome: Outcome) => Summary,
  x: Scale,
  y: Scale,
  kind: string,
  label: string,
): Svg {
  const points = outcomes.map((outcome) => ({ at: x(outcome.ports ?? 1), ...pick(outcome) }));
  const last = points.at(-1);
  return group(
    ...points.map(({ at, min, max }) => line(at, y(min), at, y(max), 'range')),
    element('polyline', {
      points: points.map(({ at, median }) => `${at.toFixed(1)},${y(median).toFixed(1)}`).join(' '),
      class: `${kind}-line`,
    }),
    ...points.map(({ at, median }) => element('circle', { cx: at, cy: y(median), r: 4, class: kind })),
    text(right + 12, y(last?.median ?? 1) + 4, `${label}: ${figure(last?.median ?? 0)} ms`),
  );
}

const small = { class: 'quiet small', 'text-anchor': 'end' } as const;

/** Bars along a logarithmic axis with a line for each tick. */
function chart(words: string, ticks: readonly number[], x: Scale, height: number, rows: readonly Svg[]): Chart {
  const bottom = head + height;
  const marks = ticks.map((tick) =>
    group(
      line(x(tick), head - 4, x(tick), bottom, 'grid'),
      text(x(tick), bottom + 16, figure(tick), { class: 'quiet', 'text-anchor': 'middle' }),
    ),
  );
  return { height: bottom + 22, content: group(title(words), ...marks, ...rows) };
}

function axis(ticks: readonly number[]): Scale {
  return logScale([ticks[0] ?? 1, ticks.at(-1) ?? 10], [left, right]);
}

function title(words: string): Svg {
  return text(0, 16, words, { class: 'title' });
}

function name(y: number, words: string): Svg {
  return text(left - 12, y + 18, plain(words), { 'text-anchor': 'end' });
}

/** Markdown's marks for code have no place in a picture. */
function plain(words: string): string {
  return words.replaceAll('`', '');
}

function triple({ min, median, max }: Summary): [number, number, number] {
  return [min, median, max];
}

function group(...content: readonly Svg[]): Svg {
  return element('g', {}, ...content);
}
