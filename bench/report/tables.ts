/** The results as Markdown. */
import type { Circumstances, PartName, Results } from '../results.ts';
import { keepsPromise, lossesOf, type WayLosses } from './losses.ts';
import { outcomesOf, type Outcome } from './measures.ts';
import { figure, inWords } from './statistics.ts';
import { words, type Language } from './words.ts';

/** Above this share of the processors, what others do makes the figures useless. */
const quiet = 0.1;

/** A table of the packets lost, if they were measured. */
export function lossTable(results: Results, language: Language): string {
  if (results.packets === undefined) return '';
  const rows = lossesOf(results.packets.ways).map((losses) => lossRow(losses, language));
  return [table(words[language].lossHead, rows), circumstances(results, ['packets'], language)].join('\n\n');
}

/** A table of all that has a reference, if anything of it was measured. */
export function measureTable(results: Results, language: Language): string {
  const outcomes = outcomesOf(results);
  if (outcomes.length === 0) return '';
  const rows = outcomes.map((outcome) => measureRow(outcome, language));
  const parts = ['start', 'calls', 'ports'] as const;
  return [table(words[language].measureHead, rows), circumstances(results, parts, language)].join('\n\n');
}

function lossRow({ way, outcome }: WayLosses, language: Language): string[] {
  const name = words[language].ways[way];
  if (typeof outcome === 'string') return [name, words[language].notMeasured(outcome), '', '', '', '', '', ''];
  const goal = way.startsWith('bridgehead') ? `${words[language].promise} ${mark(keepsPromise(outcome))}` : '';
  return [
    name,
    ...outcome.map(({ lost }) => inWords(lost)),
    ...outcome.map(({ outage }) => inWords(outage, ' ms')),
    ...outcome.map(({ ratio }) => `× ${inWords(ratio)}`),
    goal,
  ];
}

function measureRow(outcome: Outcome, language: Language): string[] {
  const { value, unit, referenceValue, ratio, counts, serviceValue } = outcome;
  const said = words[language];
  return [
    nameOf(outcome, language),
    inWords(value, ` ${unit}`),
    `${said.references[outcome.reference]}: ${inWords(referenceValue, ` ${unit}`)}`,
    `× ${inWords(ratio)}`,
    goalOf(outcome),
    counts === undefined ? '' : said.programsAndSyncs(counts.programs, counts.syncs),
    serviceValue === undefined ? '' : inWords(serviceValue, ` ${unit}`),
  ];
}

export function nameOf({ name, ports }: Outcome, language: Language): string {
  return words[language].measures[name] + (ports === undefined ? '' : words[language].ports(ports));
}

/** With a mark that says whether it is met. */
export function goalOf({ goal, met }: Outcome): string {
  if (goal === undefined) return '';
  const limits = [`≤ × ${figure(goal.ratio)}`, ...(goal.ms === undefined ? [] : [`≤ ${figure(goal.ms)} ms`])];
  return `${limits.join(', ')} ${mark(met === true)}`;
}

function mark(met: boolean): string {
  return met ? '✓' : '✗';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---');
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** When, where and with what each part was measured; said once if it is the same for all. */
function circumstances(results: Results, parts: readonly PartName[], language: Language): string {
  const measured = parts.filter((part) => results[part] !== undefined);
  const sentences = measured.map((part) => sentence(results[part], language));
  const [only = '', ...others] = new Set(sentences);
  if (others.length === 0) return only;
  return measured.map((part, index) => `${words[language].parts[part]}: ${sentences[index] ?? ''}`).join('\n\n');
}

function sentence(part: Circumstances | undefined, language: Language): string {
  if (part === undefined) return '';
  const { date, rounds, machine, versions } = part;
  const said = words[language];
  const programs = Object.entries(versions).map(([name, version]) => `; ${name} ${version}`);
  const busy = otherLoadIn([part]);
  const warning = busy === undefined ? '' : ` **${said.loaded(busy)}**`;
  return `${said.circumstances(date, rounds, machine)}${programs.join('')}.${warning}`;
}

/** Percent of the processors that others used, if that was too much to believe the figures. */
export function otherLoadIn(parts: readonly Circumstances[]): number | undefined {
  const most = Math.max(...parts.map(({ otherLoad }) => otherLoad));
  return most > quiet ? Math.round(most * 100) : undefined;
}
