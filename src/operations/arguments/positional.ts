/** A method's arguments by their place. The bus has compared the signature; what slips through is an error, not a guess. */
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
