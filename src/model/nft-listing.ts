/**
 * The entries of what `nft --json list` prints (libnftables-json(5)), some at a time: as objects fifty thousand rules take ten
 * times the memory of their text, of which hardly any is needed for long.
 */

/** Characters that are parsed together. */
const atOnce = 128 * 1024;
const beginning = /^\s*\{\s*"nftables":\s*\[/;
const end = /\]\s*\}\s*$/;

/** Of whatever form they are: that is the caller's to check. Throws SyntaxError or TypeError if the text is no listing. */
export function* listedEntries(text: string): Generator {
  const [head] = beginning.exec(text) ?? [];
  // The end alone, because a regular expression would look at every bracket of the text.
  const tail = end.exec(text.slice(-16))?.[0];
  if (head === undefined || tail === undefined) {
    yield* (JSON.parse(text) as { readonly nftables: readonly unknown[] }).nftables;
    return;
  }
  const last = text.length - tail.length;
  let start = head.length;
  while (start < last) {
    const { entries, next } = takeSome(text, start, last);
    yield* entries;
    start = next;
  }
}

/** The next entries. A cut within one of them leaves its brackets open, so that it is not taken for its end. */
function takeSome(text: string, start: number, last: number): { readonly entries: unknown[]; readonly next: number } {
  for (let length = atOnce; ; length *= 2) {
    const cut = text.indexOf('}, {"rule":', start + length);
    if (cut === -1 || cut >= last) return { entries: parseList(text.slice(start, last)), next: last };
    try {
      return { entries: parseList(text.slice(start, cut + 1)), next: cut + '}, '.length };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
}

function parseList(entries: string): unknown[] {
  return JSON.parse(`[${entries}]`) as unknown[];
}
