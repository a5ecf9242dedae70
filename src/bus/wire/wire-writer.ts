/**
 * Writes values as they go over the bus, little-endian (D-Bus specification: marshaling), and checks each against its type: for
 * one that is not valid the bus would end the connection.
 */
import type { BusValue, Variant } from '../../model/bus-value.ts';
import { isObjectPath } from './object-path.ts';
import { parseSignature, parseSingleType, type Type } from './signature.ts';
import { TooLargeError } from './too-large-error.ts';
import { alignments, writeNumber } from './wire-number.ts';

/** Bytes of a character in UTF-8, at most, for each unit of a JavaScript string. */
const widest = 3;

/** Types of variants. They are the program's own, so there are few. */
const known = new Map<string, Type>();

/** Its methods throw Error for a value that is not of its type, and TooLargeError. */
export class WireWriter {
  readonly #largest: number;
  #buffer = Buffer.allocUnsafe(1024);
  #length = 0;

  /** @param largest bytes that may be written. */
  constructor(largest: number) {
    this.#largest = largest;
  }

  get length(): number {
    return this.#length;
  }

  /** All that was written. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  value(type: Type, value: BusValue | undefined): void {
    switch (type.code) {
      case 's':
        this.#text(value, type);
        return;
      case 'v':
        this.variant(value);
        return;
      case 'a':
        this.#array(type, value);
        return;
      case '(':
        this.#struct(type, value);
        return;
      case 'o':
        if (!isObjectPath(value)) throw new Error('an object path is not valid');
        this.#text(value, type);
        return;
      case 'g':
        this.#signature(value);
        return;
      default:
        this.#number(type.code, value);
    }
  }

  variant(value: BusValue | undefined): void {
    if (!isVariant(value)) throw new Error('a value is not a variant');
    const type = typeOf(value.signature);
    this.#shortText(value.signature);
    this.value(type, value.value);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  uint32(value: number): void {
    this.align(4);
    this.#reserve(4);
    this.#buffer.writeUInt32LE(value, this.#length);
    this.#length += 4;
  }

  /** Writes over four bytes that are there. */
  setUint32(value: number, at: number): void {
    this.#buffer.writeUInt32LE(value, at);
  }

  /** With bytes of zero. */
  align(to: number): void {
    while (this.#length % to !== 0) this.byte(0);
  }

  #number(code: string, value: BusValue | undefined): void {
    const size = alignments[code] ?? 1;
    this.align(size);
    this.#reserve(size);
    writeNumber(this.#buffer, this.#length, code, value);
    this.#length += size;
  }

  #array({ inner: [element] }: Type, value: BusValue | undefined): void {
    if (element === undefined) throw new Error('an array has no type');
    this.uint32(0);
    const size = this.#length - 4;
    this.align(alignments[element.code] ?? 1);
    const begin = this.#length;
    if (element.code === '{') this.#entries(element, value);
    else if (Array.isArray(value)) for (const one of value as readonly BusValue[]) this.value(element, one);
    else throw new Error('a value is not an array');
    this.setUint32(this.#length - begin, size);
  }

  #entries({ inner: [keyType, valueType] }: Type, value: BusValue | undefined): void {
    if (!(value instanceof Map) || keyType === undefined || valueType === undefined) {
      throw new Error('a value is not a dictionary');
    }
    for (const [key, of] of value as ReadonlyMap<string, BusValue>) {
      this.align(8);
      this.value(keyType, key);
      this.value(valueType, of);
    }
  }

  #struct({ inner }: Type, value: BusValue | undefined): void {
    if (!Array.isArray(value) || value.length !== inner.length) throw new Error('a value is not its struct');
    this.align(8);
    inner.forEach((member, index) => this.value(member, (value as readonly BusValue[])[index]));
  }

  #text(value: BusValue | undefined, { code }: Type): void {
    if (typeof value !== 'string' || value.includes('\0')) throw new Error(`a value is not of type '${code}'`);
    this.uint32(0);
    const begin = this.#length;
    this.#characters(value);
    this.setUint32(this.#length - begin, begin - 4);
    this.byte(0);
  }

  #signature(value: BusValue | undefined): void {
    if (typeof value !== 'string') throw new Error("a value is not of type 'g'");
    parseSignature(value);
    this.#shortText(value);
  }

  /** At most 255 characters of ASCII. */
  #shortText(text: string): void {
    this.byte(text.length);
    this.#characters(text);
    this.byte(0);
  }

  #characters(text: string): void {
    this.#reserve(text.length, widest * text.length);
    this.#length += this.#buffer.write(text, this.#length);
  }

  /** @param most bytes that may be needed, where `least` are needed for certain. */
  #reserve(least: number, most = least): void {
    if (this.#length + least > this.#largest) throw new TooLargeError(this.#length + least);
    if (this.#length + most <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * this.#buffer.length + most);
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

function isVariant(value: BusValue | undefined): value is Variant {
  return typeof value === 'object' && 'signature' in value && 'value' in value;
}

function typeOf(signature: string): Type {
  const type = known.get(signature) ?? parseSingleType(signature);
  known.set(signature, type);
  return type;
}
