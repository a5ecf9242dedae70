/** Colours, on a terminal. */

const codes = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const;
export type Colour = keyof typeof codes;
export type Paint = (colour: Colour, text: string) => string;

/** @param enabled if false, the text is returned unchanged. */
export function createPaint(enabled: boolean): Paint {
  return (colour, text) => (enabled && text !== '' ? `\x1b[${codes[colour]}m${text}\x1b[0m` : text);
}

/** Colours a unified diff; other text, as a command, is returned unchanged. */
export function paintDiff(text: string, paint: Paint): string {
  const isDiff = text.startsWith('--- ');
  if (!isDiff) return text;
  return text
    .split('\n')
    .map((line) => paintDiffLine(line, paint))
    .join('\n');
}

function paintDiffLine(line: string, paint: Paint): string {
  if (line.startsWith('--- ') || line.startsWith('+++ ')) return paint('bold', line);
  if (line.startsWith('@@')) return paint('cyan', line);
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}
