/** Lines that are more than plain KEY=value: nothing of ours carries them through, even where bash's reading of them is known. */
import type { Reading, Statement } from '../../../ifcfg/shell/reading.ts';

export interface LineInDoubt {
  /** The index at which it begins. */
  readonly start: number;
  readonly text: string;
}

// `export`, assignments, a semicolon, a comment; `=` stands for an assignment.
const plain =
  /^(?:[ \t]|\\\n)*(?:(?:export(?:[ \t]|\\\n)+)?=(?:(?:[ \t]|\\\n)+=)*(?:[ \t]|\\\n)*;?[ \t]*)?(?:#[^\n]*)?\n?$/;
const quotedParts = /\\[^]|\$?'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/g;

export function linesInDoubt(reading: Reading): readonly LineInDoubt[] {
  const { text, statements } = reading;
  return statements
    .filter((statement) => statement.doubt !== undefined || !isPlain(text, statement))
    .map(({ start }) => ({ start, text: text.slice(start, endOfLine(text, start)) }));
}

function isPlain(text: string, { start, end, effects }: Statement): boolean {
  let frame = '';
  let at = start;
  for (const effect of effects) {
    if (effect.type !== 'assign' || effect.append || effect.array) return false;
    const written = text.slice(effect.start, effect.end);
    // Within single quotes a backslash continues no line.
    if (effect.value?.includes('\n') === true) return false;
    if (!(effect.value === undefined ? isCardOption(written) : isPlainValue(written))) return false;
    frame += `${text.slice(at, effect.start)}=`;
    at = effect.end;
  }
  frame += text.slice(at, end);
  // A line continued at the end of the file would swallow whatever is added to it.
  return plain.test(frame) && !(end === text.length && /^[^#]*\\\n$/.test(frame));
}

/** ETHTOOL_OPTS="-K ${DEVICE} tso on", as sysconfig.txt of initscripts teaches it: the card's, which no bridge takes over. */
function isCardOption(written: string): boolean {
  return /^ETHTOOL_OPTS="(?:[\w ;:.,/+-]|\$DEVICE(?!\w)|\$\{DEVICE\})*"$/.test(written);
}

/** Letters beyond ASCII stand in quotes, and no value goes over several lines, because other readers take each for itself. */
function isPlainValue(written: string): boolean {
  if (written.replaceAll('\\\n', '').includes('\n')) return false;
  return /^[ -~\t]*$/.test(written.replaceAll('\\\n', '').replace(quotedParts, ''));
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}
