/**
 * What busctl(1) prints of an answer: its signature, then its values in a row. It is the form that versions without `--json` have
 * too (systemd 239, RHEL 8). Pure.
 */

/** A variant is its type and its value, a dictionary an object, an array or a struct an array. */
export type Printed =
  | string
  | number
  | boolean
  | readonly Printed[]
  | { readonly [key: string]: Printed }
  | { type: string; data: Printed };

/** Dictionaries, arrays and variants within each other (D-Bus specification: 64). */
const deepest = 64;
/** Characters of a signature (D-Bus specification). */
const longest = 255;

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** @returns the values of the answer; undefined where the text is of another form. */
export function parseBusctl(text: string): readonly Printed[] | undefined {
  try {
    return new Reader(text).all();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): readonly Printed[] {
    const values = completeTypes(this.#word()).map((type) => this.#value(type, 0));
    if (this.#text.slice(this.#at).trim() !== '') throw new SyntaxError();
    return values;
  }

  #value(type: string, depth: number): Printed {
    if (depth > deepest) throw new SyntaxError();
    const [kind = ''] = type;
    if (type.startsWith('a{')) return this.#dictionary(type, depth);
    if (kind === 'a') return this.#times(() => this.#value(type.slice(1), depth + 1));
    if (kind === '(') return completeTypes(type.slice(1, -1)).map((one) => this.#value(one, depth + 1));
    if (kind === 'v') return this.#variant(depth);
    if ('sog'.includes(kind)) return this.#string();
    const word = this.#word();
    if (kind === 'b') return word === 'true';
    const number = Number(word);
    if (!Number.isFinite(number)) throw new SyntaxError();
    return number;
  }

  #variant(depth: number): Printed {
    const type = this.#word();
    const [only, ...others] = completeTypes(type);
    if (only === undefined || others.length > 0) throw new SyntaxError();
    return { type, data: this.#value(only, depth + 1) };
  }

  #dictionary(type: string, depth: number): Printed {
    const [key = '', value = ''] = completeTypes(type.slice(2, -1));
    const entries = this.#times(() => [this.#key(key, depth), this.#value(value, depth + 1)] as const);
    return Object.fromEntries(entries);
  }

  #key(type: string, depth: number): string {
    const key = this.#value(type, depth + 1);
    return typeof key === 'object' ? '' : String(key);
  }

  #times<Item>(read: () => Item): readonly Item[] {
    const count = Number(this.#word());
    // Each takes two characters at least.
    if (!Number.isInteger(count) || count < 0 || count > this.#text.length) throw new SyntaxError();
    return Array.from({ length: count }, read);
  }

  #word(): string {
    return this.#match(/\s*([^\s"]+)/y);
  }

  /** C's escapes (systemd: escape.c, cescape): all bytes but those of ASCII are octal numbers. */
  #string(): string {
    const inner = this.#match(/\s*"((?:[^"\\]|\\.)*)"/sy);
    return inner.replace(/((?:\\[0-7]{3})+)|\\(.)/gs, (_, octal: string | undefined, one: string) => {
      if (octal === undefined) return escapes[one] ?? one;
      const bytes = octal.slice(1).split('\\');
      return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 8))).toString('utf8');
    });
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [all, inner] = pattern.exec(this.#text) ?? [];
    if (all === undefined || inner === undefined) throw new SyntaxError();
    this.#at += all.length;
    return inner;
  }
}

/** `a{sv}i(su)` → `a{sv}`, `i`, `(su)`. Throws SyntaxError for what is no signature. */
function completeTypes(signature: string): readonly string[] {
  if (signature.length > longest) throw new SyntaxError();
  const types: string[] = [];
  for (let rest = signature; rest !== ''; rest = rest.slice(types.at(-1)?.length ?? 0)) types.push(firstType(rest));
  return types;
}

function firstType(signature: string): string {
  const [kind = ''] = signature;
  if (kind === 'a') return `a${firstType(signature.slice(1))}`;
  if (/[ybnqiuxtdhsogv]/.test(kind)) return kind;
  if (kind !== '(' && kind !== '{') throw new SyntaxError();
  let open = 0;
  let end = 0;
  do {
    if ('({'.includes(signature.charAt(end))) open += 1;
    if (')}'.includes(signature.charAt(end))) open -= 1;
    end += 1;
  } while (open > 0 && end < signature.length);
  if (open > 0) throw new SyntaxError();
  return signature.slice(0, end);
}
