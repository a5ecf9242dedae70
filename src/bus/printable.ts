/** A name as it may stand in a sentence or in the log: one line, not too long, whatever the caller put into it. */
export function printable(name: string): string {
  const line = name.replaceAll(/[\p{C}\p{Z}]/gu, (character) => (character === ' ' ? ' ' : '?'));
  return line.length > 64 ? `${line.slice(0, 64)}…` : line;
}
