/** Which commands a shell script may run: the words that stand where a command begins (Shell Command Language 2.9). */

/** A command may also begin after these. */
const openers = ['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{'];

class Scanner {
  readonly found = new Set<string>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Commands up to the end, or to the parenthesis that closes what has been opened. */
  scan(): void {
    let word = '';
    let begins = true;
    /** Of a redirection, or of `for` and `case`: no command. */
    let skips = false;
    /** For each `case` that is open, whether a pattern comes. */
    const patterns: boolean[] = [];
    const endWord = (): void => {
      if (word !== '' && patterns.at(-1) === true) {
        if (word === 'esac') patterns.pop();
      } else if (word !== '' && skips) {
        skips = false;
      } else if (word !== '' && begins && !/^\w+=/.test(word) && !openers.includes(word)) {
        begins = false;
        if (word === 'esac') patterns.pop();
        else if (word === 'for') skips = true;
        else if (word === 'case') patterns.push(false);
        else this.found.add(word);
      } else if (word === 'in' && patterns.length > 0) {
        patterns[patterns.length - 1] = true;
      }
      word = '';
    };
    for (; this.#at < this.#text.length; this.#at += 1) {
      const [here = '', next = ''] = this.#text.slice(this.#at, this.#at + 2);
      if (here === '#' && word === '') this.#skipTo('\n', -1);
      else if (here === '\\') this.#at += 1;
      else if (here === "'") word += this.#skipTo("'", 0);
      else if (here === '"') word += this.#doubleQuoted();
      else if (here === '$' && next === '{') word += this.#skipTo('}', 0);
      else if (here === '$' && next === '(') word += this.#substitution();
      else if (here === '(' && next === ')') {
        // A function's name.
        [word, begins] = ['', true];
        this.#at += 1;
      } else if (here === ')' && patterns.at(-1) === true) {
        [word, begins] = ['', true];
        patterns[patterns.length - 1] = false;
      } else if (here === '(') begins = true;
      else if (here === ')') {
        endWord();
        return;
      } else if (here === '<' || here === '>') {
        // The number before it is a descriptor.
        if (!/^\d$/.test(word)) endWord();
        word = '';
        while (/[<>&]/.test(this.#text[this.#at + 1] ?? '')) this.#at += 1;
        skips = true;
      } else if (/[\s;&|]/.test(here)) {
        endWord();
        if (/[\n;&|]/.test(here)) begins = true;
        if (here === ';' && next === ';' && patterns.length > 0) patterns[patterns.length - 1] = true;
      } else word += here;
    }
    endWord();
  }

  #skipTo(end: string, beyond: number): string {
    this.#at = this.#text.indexOf(end, this.#at + 1) + beyond;
    return '$';
  }

  #substitution(): string {
    if (this.#text.startsWith('$((', this.#at)) {
      this.#at = this.#text.indexOf('))', this.#at) + 1;
      return '$';
    }
    this.#at += 2;
    this.scan();
    return '$';
  }

  #doubleQuoted(): string {
    for (this.#at += 1; this.#text[this.#at] !== '"'; this.#at += 1) {
      if (this.#text[this.#at] === '\\') this.#at += 1;
      else if (this.#text.startsWith('$(', this.#at)) this.#substitution();
    }
    return '$';
  }
}

/** Without those whose name is only known at run time. */
export function commandsIn(text: string): readonly string[] {
  const scanner = new Scanner(text);
  scanner.scan();
  return [...scanner.found].filter((word) => !word.includes('$') && !word.includes('}') && !word.includes('/'));
}
