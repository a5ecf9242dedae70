/**
 * The results as one picture. It has a background of its own, so that it can be read wherever it is shown, and a dark one where the
 * reader's system is dark.
 */
import type { Circumstances, Results } from '../results.ts';
import { outageChart, portsChart, ratioChart, width } from './charts.ts';
import { element, text, type Svg } from './svg.ts';
import { otherLoadIn } from './tables.ts';
import { words, type Language } from './words.ts';

const style = `
text { font: 13px system-ui, 'Noto Sans', 'Noto Sans CJK JP', 'DejaVu Sans', sans-serif; fill: #1f2328 }
.small { font-size: 11px }
.title { font-size: 15px; font-weight: 600 }
.quiet { fill: #59636e }
.card { fill: #ffffff; stroke: #d1d9e0 }
.grid { stroke: #d8dee4 }
.range { stroke: #1f2328; stroke-width: 1.5 }
.goal { stroke: #bc4c00; stroke-width: 2.5 }
.goal-text { fill: #bc4c00 }
.own { fill: #0969da } .own-line { stroke: #0969da; fill: none; stroke-width: 2.5 }
.other { fill: #9aa4af } .other-line { stroke: #818b98; fill: none; stroke-width: 2.5 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.quiet { fill: #9198a1 }
.card { fill: #0d1117; stroke: #3d444d }
.grid { stroke: #30363d }
.range { stroke: #e6edf3 }
.goal { stroke: #f0883e }
.goal-text { fill: #f0883e }
.own { fill: #4493f8 } .own-line { stroke: #4493f8 }
.other { fill: #656c76 } .other-line { stroke: #9198a1 }
}`;

const gap = 28;
const margin = 20;

/** @returns an SVG file, with a chart for each part that was measured. */
export function picture(results: Results, language: Language): string {
  const charts = [outageChart, ratioChart, portsChart].flatMap((chart) => chart(results, language) ?? []);
  const drawn: Svg[] = [];
  let y = margin;
  for (const { height, content } of charts) {
    drawn.push(element('g', { transform: `translate(${margin} ${y})` }, content));
    y += height + gap;
  }
  const size = { width: width + 2 * margin, height: y };
  const card = element('rect', { x: 0.5, y: 0.5, width: size.width - 1, height: y - 1, rx: 8, class: 'card' });
  const busy = otherLoadIn(Object.values(results) as Circumstances[]);
  const said = busy === undefined ? words[language].rangeNote : words[language].loaded(busy);
  const note = text(margin, y - 12, said, { class: busy === undefined ? 'quiet' : 'goal-text' });
  const head = [element('title', {}, words[language].picture as Svg), element('style', {}, style as Svg)];
  const viewBox = `0 0 ${size.width} ${size.height}`;
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox, ...size }, ...head, card, ...drawn, note)}\n`;
}
