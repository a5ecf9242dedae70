/** Where a rule of nft compares an interface, in the form of libnftables-json(5). */
import * as v from 'valibot';
import type { InterfaceLookup } from '../../model/host-firewall.ts';

const directions: Readonly<Record<string, 'in' | 'out'>> = { iif: 'in', iifname: 'in', oif: 'out', oifname: 'out' };

const matchSchema = v.object({ op: v.string(), left: v.unknown(), right: v.unknown() });
const mapSchema = v.object({ key: v.unknown(), data: v.unknown() });
const metaSchema = v.object({ meta: v.object({ key: v.string() }) });
const concatSchema = v.object({ concat: v.array(v.unknown()) });
const setSchema = v.object({ set: v.array(v.unknown()) });

/** An interface that is compared: alone, or as a part of a concatenation. */
interface Key {
  readonly direction: 'in' | 'out';
  readonly part: number;
}

/** All of a rule's, in whatever they are nested. */
export function nftLookups(
  expressions: readonly unknown[],
  namesOf: (set: string) => readonly string[],
): readonly InterfaceLookup[] {
  if (!hasInterface(expressions)) return [];
  return expressions.flatMap((one) => lookupsIn(one, namesOf));
}

/** Whether anything in it may be a comparison of an interface: most rules have none, and there may be very many. */
function hasInterface(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(hasInterface);
  for (const kind in node) {
    const value = (node as Readonly<Record<string, unknown>>)[kind];
    if (kind === 'key' && typeof value === 'string' && directions[value] !== undefined) return true;
    if (hasInterface(value)) return true;
  }
  return false;
}

function lookupsIn(node: unknown, namesOf: (set: string) => readonly string[]): readonly InterfaceLookup[] {
  if (Array.isArray(node)) return node.flatMap((one) => lookupsIn(one, namesOf));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([kind, value]): readonly InterfaceLookup[] => {
    const compared = comparison(kind, value);
    const own = compared?.keys.map((key) => toLookup(key, compared, namesOf)) ?? [];
    return [...own, ...lookupsIn(value, namesOf)];
  });
}

interface Comparison {
  readonly keys: readonly Key[];
  readonly negated: boolean;
  /** What it is compared with: a text, `@set`, or elements. */
  readonly with: unknown;
}

function comparison(kind: string, value: unknown): Comparison | undefined {
  if (kind === 'match') {
    const match = v.safeParse(matchSchema, value);
    return match.success ? comparisonOf(match.output.left, match.output.op === '!=', match.output.right) : undefined;
  }
  if (kind !== 'vmap' && kind !== 'map') return undefined;
  const map = v.safeParse(mapSchema, value);
  return map.success ? comparisonOf(map.output.key, false, map.output.data) : undefined;
}

function comparisonOf(left: unknown, negated: boolean, right: unknown): Comparison | undefined {
  const keys = keysOf(left);
  return keys.length === 0 ? undefined : { keys, negated, with: right };
}

function keysOf(left: unknown): readonly Key[] {
  const parts = v.is(concatSchema, left) ? left.concat : [left];
  return parts.flatMap((one, part): Key[] => {
    const direction = v.is(metaSchema, one) ? directions[one.meta.key] : undefined;
    return direction === undefined ? [] : [{ direction, part }];
  });
}

function toLookup(
  { direction, part }: Key,
  { negated, with: right }: Comparison,
  namesOf: (set: string) => readonly string[],
): InterfaceLookup {
  if (typeof right === 'string' && right.startsWith('@')) {
    const set = right.slice(1);
    return { direction, negated, names: namesOf(set), set };
  }
  return { direction, negated, names: elementsOf(right).flatMap((element) => nameIn(element, part) ?? []) };
}

function elementsOf(right: unknown): readonly unknown[] {
  const set = v.safeParse(setSchema, right);
  return set.success ? set.output.set : [right];
}

/** The interface's name in an element; undefined where it has none. @param part of a concatenation. */
export function nameIn(element: unknown, part: number): string | undefined {
  const key = keyOfElement(element);
  const concat = v.safeParse(concatSchema, key);
  const name = concat.success ? concat.output.concat[part] : key;
  return typeof name === 'string' ? name : undefined;
}

/** Without its value, where it belongs to a map, and without its comment or timeout. */
function keyOfElement(element: unknown): unknown {
  if (Array.isArray(element)) return keyOfElement(element[0]);
  const wrapped = v.safeParse(v.object({ elem: v.object({ val: v.unknown() }) }), element);
  return wrapped.success ? wrapped.output.elem.val : element;
}

/** The element with another name of an interface, and without what counts or times it. */
export function withName(element: unknown, part: number, name: string): unknown {
  if (Array.isArray(element)) return [withName(element[0], part, name), ...(element.slice(1) as unknown[])];
  const key = keyOfElement(element);
  const concat = v.safeParse(concatSchema, key);
  if (!concat.success) return name;
  return { concat: concat.output.concat.map((one, at) => (at === part ? name : one)) };
}

/**
 * The rule's expressions for `bridge` in place of what names `uplink`; lookups in named sets stay. `iif` becomes `iifname`,
 * because an interface that is not there yet has no number.
 */
export function rewritten(node: unknown, names: (name: string) => boolean, bridge: string): unknown {
  if (Array.isArray(node)) return node.map((one) => rewritten(one, names, bridge));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([kind, value]) => {
      const compared = comparison(kind, value);
      const inner = rewritten(value, names, bridge);
      return [kind, compared === undefined ? inner : replaced(kind, inner, compared, names, bridge)];
    }),
  );
}

function replaced(
  kind: string,
  inner: unknown,
  { keys, with: right, negated }: Comparison,
  names: (name: string) => boolean,
  bridge: string,
): unknown {
  const ours = negated ? [] : elementsOf(right).flatMap((element) => elementFor(element, keys, names, bridge));
  if (ours.length === 0) return inner;
  const elements = unique(ours);
  // nft shows a set of one as its element; a map stays one.
  const isSet = kind !== 'match' || elements.length > 1;
  const [left, value] = kind === 'match' ? ['left', 'right'] : ['key', 'data'];
  const before = inner as Record<string, unknown>;
  return { ...before, [left]: byName(before[left]), [value]: isSet ? { set: elements } : elements[0] };
}

/** None where the element does not name the interface. */
function elementFor(
  element: unknown,
  keys: readonly Key[],
  names: (name: string) => boolean,
  bridge: string,
): readonly unknown[] {
  const parts = keys.map(({ part }) => part).filter((part) => names(nameIn(element, part) ?? ''));
  return parts.length === 0 ? [] : [parts.reduce((one, part) => withName(one, part, bridge), element)];
}

function byName(key: unknown): unknown {
  const concat = v.safeParse(concatSchema, key);
  if (concat.success) return { concat: concat.output.concat.map(byName) };
  const meta = v.safeParse(metaSchema, key);
  if (!meta.success) return key;
  const own = meta.output.meta.key;
  return own === 'iif' || own === 'oif' ? { meta: { key: `${own}name` } } : key;
}

function unique(elements: readonly unknown[]): readonly unknown[] {
  return [...new Map(elements.map((element) => [JSON.stringify(element), element])).values()];
}
