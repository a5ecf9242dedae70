/** The words of a rule as iptables-save prints it (iptables: xtables_save_string). */

export interface Word {
  /** Without its quotes. */
  readonly text: string;
  /** In quotes it is never an option. */
  readonly quoted: boolean;
  /** Where it begins and ends in the line. */
  readonly start: number;
  readonly end: number;
}

/** What stands in double quotes is one word: comments may hold anything. */
export function wordsOf(line: string): readonly Word[] {
  return [...line.matchAll(/"(?:\\.|[^"\\])*"|\S+/g)].map((match) => ({
    text: plain(match[0]),
    quoted: match[0].startsWith('"'),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function plain(word: string): string {
  return word.length > 1 && word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word;
}
