/** What the readers of a text would read differently. */
import { Lines } from './lines.ts';
import { isSame, lookedForKeys, matchesOf } from './readers/ifup.ts';
import type { LineReadings } from './readers/line-reading.ts';
import { readAsNetworkManager } from './readers/network-manager.ts';
import { bootValue, classifyingKeys, isLeftOutAtBoot, leftOut } from './readers/network-service.ts';
import { readAsWicked } from './readers/wicked.ts';
import type { Effect } from './shell/effects.ts';
import type { Reading, Statement } from './shell/reading.ts';
import type { Problem } from './types.ts';

/** In the order of the lines. */
export function findProblems(reading: Reading): readonly Problem[] {
  const found = new Finder(reading);
  return [
    ...found.ofBash(),
    ...found.ofIfup(),
    ...found.ofNetworkService(),
    ...found.ofLineReader('NetworkManager', readAsNetworkManager(reading.text)),
    ...found.ofLineReader('wicked', readAsWicked(reading.text)),
  ].sort((one, other) => one.line - other.line);
}

class Finder {
  readonly #reading: Reading;
  readonly #lines: Lines;
  /** Of the statement that has a say in the key last. */
  readonly #lineOf = new Map<string, number>();

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#lines = new Lines(reading.text);
    const come = reading.statements.slice(0, reading.endsAt);
    for (const { start, effects } of come) {
      for (const effect of effects) {
        if ('key' in effect) this.#lineOf.set(effect.key, this.#lines.at('start' in effect ? effect.start : start));
      }
    }
  }

  ofBash(): Problem[] {
    const { statements, endsAt } = this.#reading;
    const problems = statements.slice(0, endsAt).flatMap((statement) => this.#ofStatement(statement));
    const last = endsAt === undefined ? undefined : statements[endsAt];
    if (last === undefined) return problems;
    const message = last.doubt === 'stops' ? 'ends reading here with a syntax error' : 'does not read on from here';
    return [...problems, { line: this.#lines.at(last.start), reader: 'bash', key: undefined, message }];
  }

  #ofStatement({ start, doubt, effects }: Statement): Problem[] {
    const whole = { line: this.#lines.at(start), reader: 'bash' } as const;
    if (doubt !== undefined) return [{ ...whole, key: undefined, message: 'runs code here that may change any key' }];
    return effects.flatMap((effect) => {
      if (effect.type === 'call' && effect.keys.length > 0) {
        return effect.keys.map((key) => ({
          ...whole,
          key,
          message: 'runs a command here, and sets the key for it alone',
        }));
      }
      const message = messageOf(effect);
      if (message === undefined) return [];
      const line = 'start' in effect ? this.#lines.at(effect.start) : whole.line;
      return [{ ...whole, line, key: 'key' in effect ? effect.key : undefined, message }];
    });
  }

  ofIfup(): Problem[] {
    return lookedForKeys.flatMap((key) => {
      const value = this.#value(key);
      const matches = matchesOf(this.#reading.text, key);
      const others = matches
        .filter((match) => value === undefined || !isSame(key, match.value, value))
        .map(({ line }) => ({ line, reader: 'ifup' as const, key, message: `finds the file by another ${key} too` }));
      if (value === undefined || value === '' || matches.some((match) => isSame(key, match.value, value)))
        return others;
      const message = `does not find the file by its ${key}, which it looks for with grep`;
      return [...others, { line: this.#lineOf.get(key) ?? 1, reader: 'ifup', key, message }];
    });
  }

  ofNetworkService(): Problem[] {
    const { text } = this.#reading;
    const classified = classifyingKeys.flatMap((key): Problem[] => {
      const seen = bootValue(text, key);
      if (seen.readable && this.#isKnown(key) && seen.value === this.#value(key)) return [];
      const index = text.indexOf(`${key}=`);
      if (index < 0 && !this.#reading.values.has(key)) return [];
      const line = index < 0 ? (this.#lineOf.get(key) ?? 1) : this.#lines.at(index);
      const message = `joins all lines that hold ${key}=, beginning with this one, and reads another value`;
      return [{ line, reader: 'network', key, message }];
    });
    const isNo = isLeftOutAtBoot(text);
    if (this.#isKnown('ONBOOT') && /^no/i.test(this.#value('ONBOOT') ?? '') === isNo) return classified;
    if (!isNo && !this.#reading.values.has('ONBOOT')) return classified;
    const index = isNo ? text.search(leftOut) : undefined;
    const line = index === undefined ? (this.#lineOf.get('ONBOOT') ?? 1) : this.#lines.at(index);
    const message = isNo ? 'does not bring it up at boot because of this line' : 'does not see that this says no';
    return [...classified, { line, reader: 'network', key: 'ONBOOT', message }];
  }

  ofLineReader(reader: 'NetworkManager' | 'wicked', readings: LineReadings): Problem[] {
    const keys = new Set([...readings.keys(), ...this.#reading.values.keys()]);
    return [...keys].flatMap((key) => {
      const seen = readings.get(key);
      const value = this.#value(key);
      if (this.#isKnown(key) && seen?.value === value && (seen === undefined) === (value === undefined)) return [];
      const line = seen?.line ?? this.#lineOf.get(key) ?? 1;
      return [{ line, reader, key, message: this.#difference(key, seen?.value) }];
    });
  }

  #difference(key: string, seen: string | undefined): string {
    if (seen === undefined) return 'does not see this assignment';
    if (!this.#isKnown(key)) return 'takes code for text, or what only bash can read';
    if (this.#value(key) === undefined) return 'reads an assignment that bash does not make';
    return seen === '' ? 'takes this value for empty' : 'reads another value';
  }

  #value(key: string): string | undefined {
    return this.#reading.lostAt === undefined ? this.#reading.values.get(key) : undefined;
  }

  /** Whether it is known that bash has this value, or none. */
  #isKnown(key: string): boolean {
    const { lostAt, values } = this.#reading;
    return lostAt === undefined && (!values.has(key) || values.get(key) !== undefined);
  }
}

function messageOf(effect: Effect): string | undefined {
  switch (effect.type) {
    case 'assign':
      if (effect.array) return 'has an array here';
      return effect.value === undefined ? 'expands the value' : undefined;
    case 'unset':
      return 'unsets the key here';
    case 'forget':
      return 'may set or unset the key here';
    case 'protect':
      return 'keeps the key from being changed later';
    case 'define':
      return 'has a function here';
    case 'call':
      return 'runs a command here';
    case 'return':
      return 'ends reading here';
    case 'lose':
      return 'runs code here that may change any key';
  }
}
