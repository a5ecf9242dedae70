/** What stands between words: blanks, continued lines, comments, newlines. All functions take an index and give the one after. */

const blanks = /(?:[ \t]|\\\n)*/y;
const space = /(?:[ \t\n]|\\\n|#[^\n]*)*/y;

export function skipBlanks(text: string, start: number): number {
  return skip(blanks, text, start);
}

/** Newlines and comments too. */
export function skipSpace(text: string, start: number): number {
  return skip(space, text, start);
}

/** The index after the line's newline. */
export function skipLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** Whether the word ends here: at a blank or an operator. */
export function isWordEnd(character: string | undefined): boolean {
  return character === undefined || ' \t\n;&|()<>'.includes(character);
}

function skip(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  pattern.test(text);
  return pattern.lastIndex;
}
