/** Any D-Bus type with a value, and its bytes by the specification. */
import fc from 'fast-check';
import { parseSingleType, type Type } from '../../../../src/bus/wire/signature.ts';
import { variant, type BusValue, type Variant } from '../../../../src/model/bus-value.ts';
import type { WireWriter } from '../../../bus/wire-writer.ts';

export const typedValues: fc.Arbitrary<Variant> = fc
  .integer({ min: 0, max: 3 })
  .chain((depth) =>
    signatures(depth).chain((signature) => values(signature, depth).map((value) => variant(signature, value))),
  );

const basicTypes = ['y', 'b', 'n', 'q', 'i', 'u', 'x', 't', 'd', 's', 'o', 'g'] as const;

function signatures(depth: number): fc.Arbitrary<string> {
  const basic = fc.constantFrom(...basicTypes);
  if (depth === 0) return basic;
  const inner = signatures(depth - 1);
  return fc.oneof(
    basic,
    fc.constant('v'),
    inner.map((element) => `a${element}`),
    inner.map((value) => `a{s${value}}`),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((members) => `(${members.join('')})`),
  );
}

function values(signature: string, depth: number): fc.Arbitrary<BusValue> {
  const type = parseSingleType(signature);
  return signature === 'v' ? variants(depth) : valuesOf(type, depth);
}

function variants(depth: number): fc.Arbitrary<BusValue> {
  return signatures(Math.max(0, depth - 1)).chain((signature) =>
    values(signature, depth - 1).map((value) => variant(signature, value)),
  );
}

function valuesOf(type: Type, depth: number): fc.Arbitrary<BusValue> {
  const [first] = type.inner;
  if (type.code === 'v') return variants(depth - 1);
  if (type.code === '(') return fc.tuple(...type.inner.map((member) => valuesOf(member, depth - 1)));
  if (type.code !== 'a' || first === undefined) return basicValues(type.code);
  if (first.code !== '{') return fc.array(valuesOf(first, depth - 1), { maxLength: 4 });
  const [, value = first] = first.inner;
  const entry = fc.tuple(texts, valuesOf(value, depth - 1));
  return fc.uniqueArray(entry, { maxLength: 4, selector: ([key]) => key }).map((entries) => new Map(entries));
}

const texts = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
  fc.constantFrom('__proto__', 'constructor', 'toString', ''),
);

function basicValues(code: string): fc.Arbitrary<BusValue> {
  const found = basics[code];
  if (found === undefined) throw new Error(`no values of '${code}'`);
  return found;
}

const basics: Readonly<Record<string, fc.Arbitrary<BusValue>>> = {
  y: fc.integer({ min: 0, max: 0xff }),
  b: fc.boolean(),
  n: fc.integer({ min: -0x8000, max: 0x7fff }),
  q: fc.integer({ min: 0, max: 0xffff }),
  i: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  u: fc.integer({ min: 0, max: 0xffffffff }),
  // dbus-next rejects the smallest one as out of range.
  x: fc.bigInt({ min: 1n - 2n ** 63n, max: 2n ** 63n - 1n }),
  t: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  // dbus-next writes -0 as 0.
  d: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  s: texts,
  o: fc.array(fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/), { maxLength: 3 }).map((parts) => `/${parts.join('/')}`),
  g: fc.constantFrom('', 's', 'a{sv}', 'aa{sv}', '(ii)v'),
};

/** Marshals independently of dbus-next and in either byte order. */
export function writeValue(writer: WireWriter, type: Type, value: BusValue, littleEndian: boolean): void {
  const [first] = type.inner;
  switch (type.code) {
    case 'v': {
      const { signature, value: inner } = value as Variant;
      writeValue(writer.signature(signature), parseSingleType(signature), inner, littleEndian);
      return;
    }
    case '(':
      writer.align(8);
      type.inner.forEach((member, index) =>
        writeValue(writer, member, (value as BusValue[])[index] ?? 0, littleEndian),
      );
      return;
    case 'a':
      if (first !== undefined) writeArray(writer, first, value, littleEndian);
      return;
    default:
      writeBasic(writer, type.code, value, littleEndian);
  }
}

/** The elements are written into a writer that begins at a multiple of 8, as they do on the wire or 4 bytes behind. */
function writeArray(writer: WireWriter, element: Type, value: BusValue, littleEndian: boolean): void {
  const alignment = alignmentOf(element.code);
  const entries = value instanceof Map ? [...(value as ReadonlyMap<string, BusValue>)] : (value as BusValue[]);
  const entryType = element.code === '{' ? { code: '(', inner: element.inner } : element;
  writer.array(alignment, () => entries.forEach((entry) => writeValue(writer, entryType, entry, littleEndian)));
}

function alignmentOf(code: string): number {
  if ('ygv'.includes(code)) return 1;
  if ('nq'.includes(code)) return 2;
  return 'xtd({'.includes(code) ? 8 : 4;
}

function writeBasic(writer: WireWriter, code: string, value: BusValue, littleEndian: boolean): void {
  if (code === 'g') writer.signature(value as string);
  else if (code === 's' || code === 'o') writer.text(value as string);
  else writer.align(alignmentOf(code)).raw(numberBytes(code, value, littleEndian));
}

function numberBytes(code: string, value: BusValue, littleEndian: boolean): Buffer {
  const bytes = Buffer.alloc(alignmentOf(code));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (code === 'y') view.setUint8(0, value as number);
  else if (code === 'n') view.setInt16(0, value as number, littleEndian);
  else if (code === 'q') view.setUint16(0, value as number, littleEndian);
  else if (code === 'i') view.setInt32(0, value as number, littleEndian);
  else if (code === 'x') view.setBigInt64(0, value as bigint, littleEndian);
  else if (code === 't') view.setBigUint64(0, value as bigint, littleEndian);
  else if (code === 'd') view.setFloat64(0, value as number, littleEndian);
  else view.setUint32(0, Number(value), littleEndian);
  return bytes;
}
