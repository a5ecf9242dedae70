/** A word as a shell would take it, for people who want to type a command that a step runs. */
export function shellWord(word: string): string {
  return /^[\w!+:.,/@%=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
