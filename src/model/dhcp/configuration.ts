/** dhclient.conf(5), as far as it names interfaces. */

/** A comment, a quoted string, a word, or any other character. */
const token = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|[\w.:-]+|\S/g;

/**
 * The text with interface `to` in place of `from` in each `interface "…"`, a declaration or a lease's statement; all other
 * bytes stay.
 */
export function renamedInterface(text: string, from: string, to: string): string {
  const tokens = [...text.matchAll(token)].filter(([word]) => !word.startsWith('#'));
  const names = tokens.filter(([word], index) => {
    return word === `"${from}"` && tokens[index - 1]?.[0].toLowerCase() === 'interface';
  });
  return names.reduceRight((result, { index, 0: word }) => {
    return `${result.slice(0, index)}"${to}"${result.slice(index + word.length)}`;
  }, text);
}
