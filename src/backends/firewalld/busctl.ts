/**
 * Calls of firewalld's D-Bus interface (firewalld.dbus(5)) by busctl(1), and its answers: a signature, then each value; the
 * form that versions without `--json` have too (systemd 219).
 */

const name = 'org.fedoraproject.FirewallD1';

/** Arguments of busctl. @param args all of type string. */
export function callWords(part: '' | '.zone', method: string, ...args: readonly string[]): readonly string[] {
  const signature = args.length === 0 ? [] : ['s'.repeat(args.length), ...args];
  return ['call', name, '/org/fedoraproject/FirewallD1', `${name}${part}`, method, ...signature];
}

/** `s "work"`; undefined for anything else. */
export function onlyString(text: string): string | undefined {
  return /^s "([\w/-]*)"$/.exec(text)?.[1];
}

/** Interface → zone in `a{sa{sas}} 1 "work" 1 "interfaces" 2 "eth0" "br0"`; undefined for anything else. */
export function activeZones(text: string): Readonly<Record<string, string>> | undefined {
  const words = text.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? [];
  if (words[0] !== 'a{sa{sas}}') return undefined;
  const reader = new Reader(words.slice(1));
  const bound: [string, string][] = [];
  for (let zones = reader.count(); zones > 0; zones -= 1) {
    const zone = reader.string();
    for (let kinds = reader.count(); kinds > 0; kinds -= 1) {
      const kind = reader.string();
      const members = Array.from({ length: reader.count() }, () => reader.string());
      if (kind === 'interfaces') bound.push(...members.map((member): [string, string] => [member, zone]));
    }
  }
  return reader.isDone() ? Object.fromEntries(bound) : undefined;
}

/** One word after another; what is not as it should be makes `isDone` false. */
class Reader {
  readonly #words: readonly string[];
  #next = 0;
  #wrong = false;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  string(): string {
    const word = this.#take();
    this.#wrong ||= !/^".*"$/s.test(word);
    return word.slice(1, -1);
  }

  count(): number {
    const count = Number(this.#take());
    const possible = Number.isInteger(count) && count <= this.#words.length - this.#next;
    this.#wrong ||= !possible;
    return possible ? count : 0;
  }

  isDone(): boolean {
    return !this.#wrong && this.#next === this.#words.length;
  }

  #take(): string {
    const word = this.#words[this.#next] ?? '';
    this.#next += 1;
    return word;
  }
}
