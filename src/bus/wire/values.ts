/** Converts values from the model's form to that of dbus-next's marshaller, and checks them against their type. */
import type { BusValue, Variant } from '../../model/bus-value.ts';
import { isObjectPath } from './object-path.ts';
import { parseSignature, parseSingleType, type Type } from './signature.ts';

/**
 * The arguments as the marshaller wants them: a variant as `[signature, value]`, a dictionary as `[key, value]` pairs.
 * Throws Error if a value is not of its type, so that nothing reaches the bus for which it would end the connection, such as
 * an invalid object path. The marshaller itself checks ranges and text.
 */
export function toMarshaller(signature: string, values: readonly BusValue[]): unknown[] {
  const types = parseSignature(signature);
  if (types.length !== values.length) {
    throw new Error(`'${signature}' needs ${types.length} values, not ${values.length}`);
  }
  return types.map((type, index) => convert(type, values[index]));
}

function convert(type: Type, value: BusValue | undefined): unknown {
  switch (type.code) {
    case 'a':
      return type.inner[0]?.code === '{' ? pairs(type.inner[0], value) : list(type, value);
    case '(':
      return struct(type, value);
    case 'v':
      return variant(value);
    case 'h':
      throw new Error('file descriptors are not sent');
    case 'o':
      if (!isObjectPath(value)) throw new Error('an object path is not valid');
      return value;
    default:
      if (value === undefined || typeof value === 'object') throw new Error(`a value is not of type '${type.code}'`);
      return value;
  }
}

function list(type: Type, value: BusValue | undefined): unknown[] {
  const [element] = type.inner;
  if (!Array.isArray(value) || element === undefined) throw new Error('a value is not an array');
  return (value as readonly BusValue[]).map((entry) => convert(element, entry));
}

function pairs(entry: Type, value: BusValue | undefined): unknown[] {
  const [keyType, valueType] = entry.inner;
  if (!(value instanceof Map) || keyType === undefined || valueType === undefined) {
    throw new Error('a value is not a dictionary');
  }
  return [...(value as ReadonlyMap<string, BusValue>)].map(([key, of]) => [
    convert(keyType, key),
    convert(valueType, of),
  ]);
}

function struct(type: Type, value: BusValue | undefined): unknown[] {
  if (!Array.isArray(value) || value.length !== type.inner.length) throw new Error('a value is not its struct');
  return type.inner.map((member, index) => convert(member, (value as readonly BusValue[])[index]));
}

function variant(value: BusValue | undefined): unknown[] {
  if (!isVariant(value)) throw new Error('a value is not a variant');
  return [value.signature, convert(typeOf(value.signature), value.value)];
}

/** Those of one letter, which most values have: an answer may hold thousands. */
const basicTypes = new Map<string, Type>();

function typeOf(signature: string): Type {
  const known = basicTypes.get(signature);
  if (known !== undefined) return known;
  const type = parseSingleType(signature);
  if (signature.length === 1) basicTypes.set(signature, type);
  return type;
}

function isVariant(value: BusValue | undefined): value is Variant {
  return typeof value === 'object' && 'signature' in value && 'value' in value;
}
