/** Things in a sentence: the first few, and how many more, because a host may have thousands of them. */

interface ListStyle {
  /** How many are shown before it says how many more there are. */
  readonly most?: number;
  /** What stands between two of them. */
  readonly between?: string;
  /** What stands before the last where all are shown. */
  readonly last?: string;
}

/** `'a', 'b' and 'c'`; of more than `most`: `'a', 'b', 'c', 'd' and 2 more`. @param things as they are to be printed. */
export function listOf(
  things: readonly string[],
  { most = 4, between = ', ', last = ' and ' }: ListStyle = {},
): string {
  const more = things.length - most;
  if (more > 0) return `${things.slice(0, most).join(between)} and ${more} more`;
  return [things.slice(0, -1).join(between), ...things.slice(-1)].filter((part) => part !== '').join(last);
}

/** Values side by side, as `ip` prints addresses. */
export function valuesOf(values: readonly string[]): string {
  return listOf(values, { most: 16, between: ' ', last: ' ' });
}

/**
 * Commands for a shell, of which the next runs only if the one before it succeeded. Where there are very many it is the first
 * of them: what is then left shows once they have been run.
 */
export function commandsOf(commands: readonly string[]): string {
  const most = 64;
  const more = commands.length - most;
  const shown = commands.slice(0, most).join(' && ');
  return more > 0 ? `${shown}  # and ${more} more: call Verify again` : shown;
}
