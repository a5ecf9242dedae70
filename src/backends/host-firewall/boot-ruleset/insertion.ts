/** Where a twin goes in a file, so that it can be taken out again with every other byte as it was. */
import type { RuleStatement } from './script.ts';
import type { Token } from './tokens.ts';

export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** A line of its own behind the rule's, or on the same line where others follow there. */
export function behind(file: string, { command, tokens }: RuleStatement, twin: string): Insertion {
  const start = (command[0] ?? tokens[0])?.start ?? 0;
  const end = tokens.at(-1)?.end ?? start;
  const indent = file.slice(file.lastIndexOf('\n', start - 1) + 1, start);
  const rest = /^[ \t]*;?[ \t]*(?:#[^\n]*)?(?=\n|$)/.exec(file.slice(end))?.[0];
  const isAlone = /^[ \t]*$/.test(indent) && rest !== undefined;
  return isAlone ? { at: end + rest.length, text: `\n${indent}${twin}` } : { at: end, text: `; ${twin}` };
}

export function behindElement(element: readonly Token[], text: string): Insertion {
  return { at: element.at(-1)?.end ?? 0, text };
}

export function withInsertions(file: string, insertions: readonly Insertion[]): string {
  const sorted = [...insertions].sort((one, other) => one.at - other.at);
  const pieces = sorted.map(({ at, text }, index) => file.slice(sorted[index - 1]?.at ?? 0, at) + text);
  return pieces.join('') + file.slice(sorted.at(-1)?.at ?? 0);
}

/** A stretch of the file. */
export interface Cut {
  readonly from: number;
  readonly to: number;
}

/** The opposite of `behind`. */
export function cutRule(file: string, { command, tokens }: RuleStatement): Cut {
  const start = (command[0] ?? tokens[0])?.start ?? 0;
  const end = tokens.at(-1)?.end ?? start;
  const line = file.lastIndexOf('\n', start - 1);
  const isAlone = line !== -1 && /^[ \t]*$/.test(file.slice(line + 1, start)) && /^(?:\n|$)/.test(file.slice(end));
  if (isAlone) return { from: line, to: end };
  return { from: start - (/;[ \t]*$/.exec(file.slice(0, start))?.[0].length ?? 0), to: end };
}

/** The opposite of `behindElement`: with the comma in front of it, or behind it where it is the first. */
export function cutElement(elements: readonly (readonly Token[])[], index: number): Cut {
  const [before, own, after] = [elements[index - 1], elements[index], elements[index + 1]];
  const [start, end] = [own?.[0]?.start ?? 0, own?.at(-1)?.end ?? 0];
  if (before !== undefined) return { from: before.at(-1)?.end ?? start, to: end };
  return { from: start, to: after?.[0]?.start ?? end };
}

export function withoutCuts(file: string, cuts: readonly Cut[]): string {
  const sorted = [...cuts].sort((one, other) => one.from - other.from);
  const pieces = sorted.map(({ from }, index) => file.slice(sorted[index - 1]?.to ?? 0, from));
  return pieces.join('') + file.slice(sorted.at(-1)?.to ?? 0);
}
