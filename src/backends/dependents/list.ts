/** Things in a sentence: the first few, and how many more. */

const shown = 3;

/** `'a', 'b', 'c' and 2 more`. @param things as they are to be printed. */
export function listOf(things: readonly string[]): string {
  const rest = things.length - shown;
  if (rest > 0) return `${things.slice(0, shown).join(', ')} and ${rest} more`;
  return things.length < 2 ? things.join('') : `${things.slice(0, -1).join(', ')} and ${things.at(-1) ?? ''}`;
}
