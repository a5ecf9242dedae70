/** Reading one option's variant by its schema. */
import { AgentError } from '../../contract/errors.ts';
import type { OptionSchema } from '../../contract/options.ts';
import type { Variant } from '../../model/bus-value.ts';
import { quoted } from '../../contract/quoted.ts';

type Schema<Type extends OptionSchema['type']> = Extract<OptionSchema, { type: Type }>;

const longestText = 255;

/** Throws InvalidType unless the variant has exactly the schema's type; and as `readOptions`. */
export function readOption(
  key: string,
  schema: OptionSchema,
  given: Variant,
): boolean | number | string | readonly string[] {
  if (given.signature !== schema.type) throw wrongType(key, schema, given);
  switch (schema.type) {
    case 'b':
      return readBoolean(key, schema, given);
    case 'u':
      return readNumber(key, schema, given);
    case 's':
      return readText(key, schema, given);
    case 'as':
      return readTexts(key, schema, given);
  }
}

function readBoolean(key: string, schema: Schema<'b'>, given: Variant): boolean {
  if (typeof given.value !== 'boolean') throw wrongType(key, schema, given);
  return given.value;
}

function readNumber(key: string, schema: Schema<'u'>, given: Variant): number {
  const { value } = given;
  if (typeof value !== 'number') throw wrongType(key, schema, given);
  if (Number.isInteger(value) && schema.ranges.some(([least, most]) => value >= least && value <= most)) return value;
  const ranges = schema.ranges
    .map(([least, most]) => (least === most ? `${least}` : `${least} to ${most}`))
    .join(' or ');
  throw new AgentError('OutOfRange', `the option ${quoted(key)} is ${value}; it takes ${ranges}`);
}

function readText(key: string, schema: Schema<'s'>, given: Variant): string {
  const { value } = given;
  if (typeof value !== 'string') throw wrongType(key, schema, given);
  requireShort(key, value);
  const { oneOf } = schema;
  if (oneOf === undefined || oneOf.includes(value)) return value;
  throw new AgentError(
    'OutOfRange',
    `the option ${quoted(key)} is ${quoted(value)}; it takes ${oneOf.map(quoted).join(', ')}`,
  );
}

function readTexts(key: string, schema: Schema<'as'>, given: Variant): readonly string[] {
  const { value } = given;
  if (!Array.isArray(value)) throw wrongType(key, schema, given);
  if (value.length > schema.most) {
    throw new AgentError(
      'LimitsExceeded',
      `the option ${quoted(key)} has ${value.length} entries; it takes at most ${schema.most}`,
    );
  }
  return value.map((entry: unknown) => {
    if (typeof entry !== 'string') throw wrongType(key, schema, given);
    requireShort(key, entry);
    return entry;
  });
}

function requireShort(key: string, value: string): void {
  if (new TextEncoder().encode(value).length <= longestText) return;
  throw new AgentError('LimitsExceeded', `the option ${quoted(key)} has a text longer than ${longestText} bytes`);
}

function wrongType(key: string, schema: OptionSchema, given: Variant): AgentError {
  return new AgentError(
    'InvalidType',
    `the option ${quoted(key)} takes the D-Bus type '${schema.type}', not ${quoted(given.signature)}`,
  );
}
