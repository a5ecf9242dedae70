import { variant, type BusValue, type Variant, type VariantMap } from '../../../../src/model/bus-value.ts';

/** A value of every D-Bus type that a caller could send for an option. */
export const oneOfEachType: readonly Variant[] = [
  variant('y', 1),
  variant('b', true),
  variant('n', -1),
  variant('q', 1500),
  variant('i', -1),
  variant('u', 1500),
  variant('x', 9223372036854775807n),
  variant('t', 18446744073709551615n),
  variant('d', 1500.0),
  variant('d', Number.NaN),
  variant('d', Number.POSITIVE_INFINITY),
  variant('d', -0),
  variant('s', '1500'),
  variant('o', '/'),
  variant('g', 's'),
  variant('as', ['192.0.2.1/24']),
  variant('ao', ['/']),
  variant('au', [1500]),
  variant('ay', [1]),
  variant('v', variant('u', 1500)),
  variant('av', [variant('s', 'x')]),
  variant('(u)', [1500]),
  variant('a{sv}', new Map([['__proto__', variant('b', true)]])),
  variant('aa{sv}', []),
];

/** The options of a call in short form. */
export function options(entries: Readonly<Record<string, readonly [string, BusValue]>> = {}): VariantMap {
  return new Map(Object.entries(entries).map(([key, [signature, value]]) => [key, variant(signature, value)]));
}
