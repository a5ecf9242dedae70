/** A verb's options, from the tables of the contract. */
import type { OptionSchema, OptionTable } from '../../contract/options.ts';
import { variant, type Variant, type VariantMap } from '../../model/bus-value.ts';
import { Failure } from '../failure.ts';
import type { OptionKey } from '../messages/keys.ts';
import type { Catalogue } from '../messages/shape.ts';

/** Each entry of a list is given by itself: `--address A --address B`. */
const singular: Readonly<Record<string, string>> = {
  addresses: 'address',
  gateways: 'gateway',
  ports: 'port',
};

const placeholders: Readonly<Record<string, string>> = {
  addresses: 'ADDRESS/PREFIX',
  gateways: 'ADDRESS',
  dns: 'ADDRESS',
  probe: 'ADDRESS',
  persist: 'ADDRESS',
  mtu: 'BYTES',
  'forward-delay': 'SECONDS',
  'confirm-within': 'SECONDS',
  'libvirt-network': 'NAME',
  ports: 'INTERFACE',
  mac: 'MAC',
  replace: 'MAC',
  bridge: 'BRIDGE',
  limit: 'NUMBER',
};

export interface Flag {
  readonly key: string;
  /** As commander wants it: `--mtu <BYTES>`. */
  readonly flags: string;
  readonly description: string;
  readonly schema: OptionSchema;
}

/** The flags of a table; a switch without a default, as `live`, can also be turned off. */
export function flagsOf(table: OptionTable, { options, defaultIs }: Catalogue): Flag[] {
  return Object.entries(table).flatMap(([key, schema]): Flag[] => {
    const name = singular[key] ?? key;
    const shown = defaultOf(schema);
    const description = options[key as OptionKey] + (shown === undefined ? '' : defaultIs(shown));
    if (schema.type !== 'b') {
      return [{ key, flags: `--${name} <${placeholders[key] ?? 'WORD'}>`, description, schema }];
    }
    const flag = { key, flags: `--${name}`, description, schema };
    return schema.default === undefined ? [flag, { ...flag, flags: `--no-${name}`, description: '' }] : [flag];
  });
}

function defaultOf(schema: OptionSchema): string | undefined {
  if (schema.type === 's') return schema.default;
  return schema.type === 'u' && schema.default !== undefined ? String(schema.default) : undefined;
}

/**
 * One word of the command line as its D-Bus value; the agent checks the rest. Throws Failure(WrongUsage).
 * @param earlier the values of the same option so far.
 */
export function parseWord({ flags, schema }: Flag, word: string, earlier: unknown, messages: Catalogue): unknown {
  if (schema.type === 'as') return [...((earlier as string[] | undefined) ?? []), word];
  if (schema.type === 's') {
    if (schema.oneOf === undefined || schema.oneOf.includes(word)) return word;
    throw new Failure('WrongUsage', messages.usage.notOneOf(flags.split(' ')[0] ?? '', schema.oneOf.join(', '), word));
  }
  if (/^\d{1,10}$/.test(word) && Number(word) <= 0xffffffff) return Number(word);
  throw new Failure('WrongUsage', messages.usage.notANumber(flags.split(' ')[0] ?? '', word));
}

/** The `a{sv}` of a call: only the options that were given, so that all defaults are the agent's. */
export function toOptions(table: OptionTable, given: Readonly<Record<string, unknown>>): VariantMap {
  const entries = Object.entries(table).flatMap(([key, { type }]): [string, Variant][] => {
    const value = given[attributeOf(singular[key] ?? key)];
    return value === undefined ? [] : [[key, variant(type, value as Variant['value'])]];
  });
  return new Map(entries);
}

/** commander's name for an option: `--forward-delay` is `forwardDelay`. */
function attributeOf(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
