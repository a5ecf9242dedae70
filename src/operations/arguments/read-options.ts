/** Reading a method's options by its table: a closed set of keys, exact D-Bus types, no coercion. */
import { AgentError } from '../../contract/errors.ts';
import type { OptionTable } from '../../contract/options.ts';
import type { VariantMap } from '../../model/bus-value.ts';
import { quoted } from '../../contract/quoted.ts';
import type { OptionsOf } from './option-types.ts';
import { readOption } from './read-option.ts';

const mostKeys = 32;

/**
 * The caller's options and the defaults of the others, in an object with the table's keys. Throws LimitsExceeded, UnknownOption, InvalidType, OutOfRange.
 */
export function readOptions<Table extends OptionTable>(table: Table, given: VariantMap): OptionsOf<Table> {
  if (given.size > mostKeys) {
    throw new AgentError('LimitsExceeded', `${given.size} options are given; at most ${mostKeys} are taken`);
  }
  for (const key of given.keys()) requireKnown(table, key);
  const entries = Object.entries(table).map(([key, schema]) => {
    const value = given.get(key);
    return [key, value === undefined ? schema.default : readOption(key, schema, value)] as const;
  });
  return Object.freeze(Object.fromEntries(entries)) as OptionsOf<Table>;
}

/** Only own keys of the table: `constructor` and `__proto__` are no options. */
function requireKnown(table: OptionTable, key: string): void {
  if (Object.hasOwn(table, key)) return;
  const keys = Object.keys(table);
  const known = keys.length === 0 ? 'this method takes no options' : `known options are ${keys.map(quoted).join(', ')}`;
  throw new AgentError('UnknownOption', `unknown option ${quoted(key)}; ${known}`);
}
