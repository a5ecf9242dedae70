/** D-Bus values as the code behind the bus sees them; dbus-next's types stay in `src/bus`. */

export interface Variant {
  /** One complete D-Bus type: `s`, `as`, `aa{sv}`. */
  readonly signature: string;
  readonly value: BusValue;
}

/** `a{sv}`: a Map, never an object, so that no key can reach a prototype (`__proto__`). */
export type VariantMap = ReadonlyMap<string, Variant>;

/** Integers of 64 bits are bigint, arrays are arrays, dictionaries are Maps, structs are arrays. */
export type BusValue =
  string | number | bigint | boolean | Variant | VariantMap | ReadonlyMap<string, BusValue> | readonly BusValue[];

export function variant(signature: string, value: BusValue): Variant {
  return { signature, value };
}

/** An `a{sv}` from its entries, without the undefined ones. */
export function variantMap(entries: Readonly<Record<string, Variant | undefined>>): VariantMap {
  return new Map(Object.entries(entries).filter((entry): entry is [string, Variant] => entry[1] !== undefined));
}
