/** What the raw values of a keyfile mean (GLib: gkeyfile.c; NetworkManager: nm-keyfile.c). */

const escapes: Readonly<Record<string, string>> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** `\s`, `\n`, `\t`, `\r` and `\\`; what else follows a backslash keeps it. */
export function unescapeValue(raw: string): string {
  return raw.replace(/\\(.)/gs, (all, character: string) => escapes[character] ?? all);
}

/** A text as a raw value: blanks at its ends would be lost. */
export function escapeValue(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/^ +| +$/g, (blanks) => blanks.replaceAll(' ', '\\s'));
}

/** `a;b;`, where `\;` is no separator. Empty items are left out, as NetworkManager does. */
export function listOfValue(raw: string): readonly string[] {
  const items = raw.match(/(?:\\.|[^\\;])+/gs) ?? [];
  return items.map((item) => unescapeValue(item.replaceAll('\\;', ';'))).filter((item) => item !== '');
}

/** GLib takes `true`, `1`, `false` and `0`, with blanks behind; `otherwise` where it is left out, or is none of them. */
export function switchOf(raw: string | undefined, otherwise: boolean): boolean {
  const word = raw?.trimEnd();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : otherwise;
}

/** Undefined where it is left out, or is no whole number. */
export function numberOf(raw: string | undefined): number | undefined {
  const word = raw?.trim() ?? '';
  return /^-?(?:\d+|0x[0-9a-f]+)$/i.test(word) ? Number(word) : undefined;
}
