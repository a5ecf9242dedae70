/** Lists, pipelines and compound commands (bash(1), SHELL GRAMMAR), as far as files that hold settings have them. */
import { isWordEnd, skipBlanks, skipSpace } from './blanks.ts';
import { reservedWords } from './builtins.ts';
import { add, behindOthers, perhaps, type Effect } from './effects.ts';
import { effectsOf } from './meaning.ts';
import { readSimpleCommand, skipRedirection } from './simple-command.ts';
import { deeper, doubt, stop, type Source } from './source.ts';

export interface Part {
  readonly effects: readonly Effect[];
  readonly end: number;
}

/** The commands of one line, with all the lines that they go on; `end` is at its newline, its comment, or the end of the text. */
export function readLine(text: string, start: number): Part {
  return readList({ text, depth: 0, skipCommands }, skipBlanks(text, start), false, () => false);
}

function skipCommands(source: Source, start: number): number {
  return readList(source, start, true, (at) => source.text[at] === ')').end + 1;
}

/** Commands up to where `isEnd` says so, or to the end of the line where `manyLines` is false. */
function readList(source: Source, start: number, manyLines: boolean, isEnd: (at: number) => boolean): Part {
  const { text } = source;
  const effects: Effect[] = [];
  const skip = manyLines ? skipSpace : skipBlanks;
  let first = true;
  for (let at = skip(text, start); ; at = skip(text, at)) {
    if (isEnd(at) || (!manyLines && endsLine(text, at))) return { effects, end: at };
    const item = readAndOr(source, at);
    const next = skipBlanks(text, item.end);
    const separator = text[next];
    const made = first ? item.effects : behindOthers(item.effects);
    add(effects, separator === '&' ? perhaps(made) : made);
    first = false;
    at = separator === ';' || separator === '&' ? endOfSeparator(source, next) : next;
    if (at === next && !endsLine(text, at) && !isEnd(at)) throw doubt();
  }
}

/** At a comment too, which can only begin a word where this is asked. */
function endsLine(text: string, at: number): boolean {
  return at >= text.length || text[at] === '\n' || (text[at] === '#' && isWordEnd(text[at - 1]));
}

/** `;;`, `;&` and the like end a case; `&` may go on behind the line's end as `&&`. */
function endOfSeparator(source: Source, at: number): number {
  const { text } = source;
  if (text.startsWith('\\\n', at + 1)) throw doubt();
  if (text[at] === ';' && /[;&]/.test(text[at + 1] ?? '')) throw stop(source);
  return at + 1;
}

function readAndOr(source: Source, start: number): Part {
  const { text } = source;
  const first = readPipeline(source, start);
  const effects = [...first.effects];
  for (let { end } = first; ;) {
    const at = skipBlanks(text, end);
    if (!text.startsWith('&&', at) && !text.startsWith('||', at)) return { effects, end };
    const next = readPipeline(source, skipSpace(text, at + 2));
    add(effects, behindOthers(perhaps(next.effects)));
    end = next.end;
  }
}

function readPipeline(source: Source, start: number): Part {
  const { text } = source;
  const isNegated = reservedWordAt(text, start) === '!';
  const first = readCommand(source, isNegated ? skipBlanks(text, start + 1) : start);
  const effects = isNegated ? perhaps(first.effects) : [...first.effects];
  for (let { end } = first; ;) {
    const at = skipBlanks(text, end);
    if (text[at] !== '|' || text[at + 1] === '|') {
      return { effects: end === first.end ? effects : perhaps(effects), end };
    }
    if (text.startsWith('\\\n', at + 1)) throw doubt();
    const next = readCommand(source, skipSpace(text, at + (text[at + 1] === '&' ? 2 : 1)));
    add(effects, next.effects);
    end = next.end;
  }
}

const named = /([A-Za-z_][A-Za-z0-9_]*)[ \t]*\([ \t]*\)/y;

function readCommand(source: Source, at: number): Part {
  const { text } = source;
  const compound = readCompound(source, at);
  if (compound !== undefined) return skipRedirections(source, compound);
  named.lastIndex = at;
  const name = named.exec(text)?.[1];
  if (name !== undefined) return readFunction(source, name, named.lastIndex);
  if (isWordEnd(text[at]) && !/[<>&]/.test(text[at] ?? '')) throw doubt();
  const command = readSimpleCommand(source, at);
  if (command.end === at) throw doubt();
  return { effects: effectsOf(command), end: command.end };
}

/** With one, nobody knows whether the command is run. */
function skipRedirections(source: Source, { effects, end: start }: Part): Part {
  for (let end = start; ;) {
    const next = skipRedirection(source, skipBlanks(source.text, end));
    if (next === undefined) return { effects: end === start ? effects : perhaps(effects), end };
    end = next;
  }
}

/** Running it later is a call; until then it does nothing. */
function readFunction(source: Source, name: string, at: number): Part {
  const body = readCompound(source, skipSpace(source.text, at));
  if (body === undefined || reservedWords.has(name)) throw doubt();
  return { effects: [{ type: 'define', name }], end: body.end };
}

function readCompound(source: Source, at: number): Part | undefined {
  const { text } = source;
  if (text[at] === '(') return readSubshell(source, at);
  const word = reservedWordAt(text, at);
  if (word === undefined) return undefined;
  if (word === '{') return readUntil(deeper(source), at + 1, ['}']);
  if (word === 'if') return readIf(deeper(source), at + 2);
  if (word === 'while' || word === 'until') return readLoop(deeper(source), at + 5);
  if (word === 'for') return readFor(deeper(source), at + 3);
  throw doubt();
}

function readSubshell(source: Source, at: number): Part {
  if (source.text[at + 1] === '(') throw doubt();
  const isEnd = (end: number): boolean => source.text[end] === ')';
  const { effects, end } = readList(deeper(source), at + 1, true, isEnd);
  if (effects.length === 0) throw doubt();
  return { effects: perhaps(effects), end: end + 1 };
}

/** Commands, at least one, and one of the reserved words. */
function readUntil(source: Source, start: number, words: readonly string[]): Part & { readonly word: string } {
  const { text } = source;
  const isEnd = (at: number): boolean => words.includes(reservedWordAt(text, at) ?? '');
  const { effects, end } = readList(source, start, true, isEnd);
  if (isEnd(skipSpace(text, start))) throw doubt();
  const word = reservedWordAt(text, end) ?? '';
  return { effects, end: end + word.length, word };
}

function readIf(source: Source, start: number): Part {
  const effects: Effect[] = [];
  let expected = ['then'];
  for (let at = start; ;) {
    const part = readUntil(source, at, expected);
    add(effects, perhaps(part.effects));
    if (part.word === 'fi') return { effects, end: part.end };
    expected = { then: ['elif', 'else', 'fi'], elif: ['then'], else: ['fi'] }[part.word] ?? [];
    at = part.end;
  }
}

function readLoop(source: Source, start: number): Part {
  const condition = readUntil(source, start, ['do']);
  const body = readUntil(source, condition.end, ['done']);
  return { effects: perhaps([...condition.effects, ...body.effects]), end: body.end };
}

function readFor(source: Source, start: number): Part {
  const head = /(?:[ \t]+)([A-Za-z_][A-Za-z0-9_]*)[ \t]+in[ \t]+([A-Za-z0-9._:/ \t-]*)[;\n][ \t\n]*do(?=[ \t\n])/y;
  head.lastIndex = start;
  const key = head.exec(source.text)?.[1];
  if (key === undefined) throw doubt();
  const body = readUntil(source, head.lastIndex, ['done']);
  return { effects: [{ type: 'forget', key, forever: false }, ...perhaps(body.effects)], end: body.end };
}

function reservedWordAt(text: string, at: number): string | undefined {
  let end = at;
  while (!isWordEnd(text[end]) && end - at < 10) end += 1;
  const word = text.slice(at, end);
  return isWordEnd(text[end]) && reservedWords.has(word) ? word : undefined;
}
