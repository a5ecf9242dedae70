/** How the demonstration looks: headings, commands, output, and whether it is as expected. */
import { snapshotDiff } from '../lab/kernel-snapshot.ts';

const colourful = process.stdout.isTTY && process.env.NO_COLOR === undefined;

function paint(code: string, text: string): string {
  return colourful ? `\u001B[${code}m${text}\u001B[0m` : text;
}

export function heading(text: string): void {
  console.log(`\n${paint('1', text)}\n${paint('2', '─'.repeat(text.length))}`);
}

export function say(text: string): void {
  console.log(text);
}

/** A typed command, on as many lines as it needs. */
export function typed(who: string, lines: readonly string[], place = 'host'): void {
  const prompt = `${who}@${place}${who === 'root' ? '#' : '$'}`;
  console.log(`\n${paint('32', prompt)} ${paint('1', lines.join(' \\\n    '))}`);
}

/** Output, indented; a long text is cut short. */
export function answer(text: string, most = 40): void {
  const lines = text.trimEnd().split('\n');
  const shown =
    lines.length <= most ? lines : [...lines.slice(0, most - 1), `… ${String(lines.length - most + 1)} more lines`];
  for (const line of shown) console.log(`  ${tint(line)}`);
}

/** Columns as wide as their widest cell; the first row is the head. */
export function table(rows: readonly (readonly string[])[]): void {
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? '').length));
  rows.forEach((row, index) => {
    const line = row.map((cell, column) => cell.padEnd(width(column))).join('  ');
    console.log(`  ${index === 0 ? paint('2', line.trimEnd()) : line.trimEnd()}`);
  });
}

/** A long sentence, on lines of about a hundred characters. */
export function sentence(text: string): void {
  answer(text.replace(/(.{80,110}) /g, '$1\n    '));
}

/** Colours a diff's added and removed lines. */
function tint(line: string): string {
  if (/^\+(?!\+\+)/.test(line)) return paint('32', line);
  if (/^-(?!--)/.test(line)) return paint('31', line);
  return line;
}

const disappointments: string[] = [];

/** Prints whether it holds; if not, the whole demonstration fails. */
export function expectThat(what: string, isSo: boolean, instead = ''): void {
  console.log(isSo ? `  ${paint('32', '✔')} ${what}` : `  ${paint('31', '✘')} ${what}${instead && `: ${instead}`}`);
  if (!isSo) disappointments.push(what);
}

/** Compares two snapshots of the kernel and shows the difference. */
export function expectSame(what: string, before: string, now: string): void {
  const difference = snapshotDiff(before, now);
  expectThat(what, difference === '', `\n${difference}`);
}

/** Everything that was not as expected. */
export function disappointed(): readonly string[] {
  return disappointments;
}
