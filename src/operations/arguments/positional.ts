/** A method's arguments by position. The bus has already compared the signature. */
import { AgentError } from '../../contract/errors.ts';
import type { BusValue, VariantMap } from '../../model/bus-value.ts';

/** The string at `index`. Throws InvalidArgs. */
export function textAt(args: readonly BusValue[], index: number): string {
  const value = args[index];
  if (typeof value === 'string') return value;
  throw new AgentError('InvalidArgs', `argument ${index + 1} must be a string`);
}

/** The `a{sv}` at `index`. Throws InvalidArgs. */
export function optionsAt(args: readonly BusValue[], index: number): VariantMap {
  const value = args[index];
  if (value instanceof Map) return value as VariantMap;
  throw new AgentError('InvalidArgs', `argument ${index + 1} must be a dictionary of options`);
}
