/**
 * Reads values from a message, with limits. It replaces dbus-next's reader, which dies on file descriptors,
 * allocates without bound and lets a key become an object's prototype.
 */
import { isUtf8 } from 'node:buffer';
import type { BusValue } from '../../model/bus-value.ts';
import { DecodeError } from './decode-error.ts';
import type { ReadLimits } from './limits.ts';
import { isObjectPath } from './object-path.ts';
import { parseSignature, parseSingleType, type Type } from './signature.ts';
import { alignments, readNumber } from './wire-number.ts';

const longestArray = 64 * 1024 * 1024;

/** The values of a message's body. Throws DecodeError, and nothing else, in time linear in the length of the body. */
export function readBody(body: Buffer, signature: string, littleEndian: boolean, limits: ReadLimits): BusValue[] {
  const reader = new WireReader(body, littleEndian, limits);
  const values = parseSignature(signature).map((type) => reader.value(type, 0));
  if (!reader.atEnd) throw new DecodeError('malformed', 'the message is longer than its signature says');
  return values;
}

/** Walks through a buffer whose first byte is aligned to 8. */
export class WireReader {
  readonly #buffer: Buffer;
  readonly #littleEndian: boolean;
  readonly #limits: ReadLimits;
  #offset: number;
  #values = 0;

  constructor(buffer: Buffer, littleEndian: boolean, limits: ReadLimits, offset = 0) {
    this.#buffer = buffer;
    this.#littleEndian = littleEndian;
    this.#limits = limits;
    this.#offset = offset;
  }

  get atEnd(): boolean {
    return this.#offset === this.#buffer.length;
  }

  /** The value of one complete type. Integers of 64 bits are bigint; dictionaries are Maps whose keys are text. */
  value(type: Type, depth: number): BusValue {
    this.#values += 1;
    if (this.#values > this.#limits.values) {
      throw new DecodeError('limit', `the message holds more than ${this.#limits.values} values`);
    }
    if (depth > this.#limits.nesting) {
      throw new DecodeError('limit', `the message nests its values more than ${this.#limits.nesting} deep`);
    }
    switch (type.code) {
      case 'a':
        return this.#array(type, depth);
      case '(':
        this.align(8);
        return type.inner.map((member) => this.value(member, depth + 1));
      case 'v':
        return this.#variant(depth);
      case 's':
        return this.#text(this.#length());
      case 'o':
        return this.#objectPath();
      case 'g':
        return this.#signature();
      default:
        return this.#number(type.code);
    }
  }

  /** Advances to the next multiple of `to`; the padding must be zero (D-Bus specification: marshaling). */
  align(to: number): void {
    const next = Math.ceil(this.#offset / to) * to;
    if (next > this.#buffer.length) throw tooShort();
    for (; this.#offset < next; this.#offset += 1) {
      if (this.#buffer[this.#offset] !== 0)
        throw new DecodeError('malformed', 'the message has padding that is not zero');
    }
  }

  #number(code: string): number | bigint | boolean {
    const size = alignments[code];
    if (size === undefined) throw new DecodeError('malformed', 'a signature is not valid');
    if (code === 'h' && !this.#limits.fileDescriptors)
      throw new DecodeError('unix-fd', 'file descriptors are not taken');
    this.align(size);
    const start = this.#advance(size);
    const view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset + start, size);
    return readNumber(view, code, this.#littleEndian);
  }

  #array(type: Type, depth: number): BusValue {
    const length = this.#length();
    const [element] = type.inner;
    if (element === undefined || length > longestArray) throw new DecodeError('malformed', 'an array is too long');
    this.align(alignments[element.code] ?? 1);
    const end = this.#offset + length;
    if (end > this.#buffer.length) throw tooShort();
    const values = element.code === '{' ? this.#dictionary(element, end, depth) : this.#elements(element, end, depth);
    if (this.#offset !== end) throw new DecodeError('malformed', 'an array is not as long as it says');
    return values;
  }

  #elements(element: Type, end: number, depth: number): BusValue[] {
    const values: BusValue[] = [];
    while (this.#offset < end) values.push(this.value(element, depth + 1));
    return values;
  }

  #dictionary(entry: Type, end: number, depth: number): ReadonlyMap<string, BusValue> {
    const [keyType, valueType] = entry.inner;
    const values = new Map<string, BusValue>();
    while (this.#offset < end && keyType !== undefined && valueType !== undefined) {
      this.align(8);
      const key = `${this.value(keyType, depth + 1) as string | number | bigint | boolean}`;
      if (values.has(key)) throw new DecodeError('duplicate-key', 'a dictionary holds a key twice', key);
      if (values.size >= this.#limits.dictEntries) {
        throw new DecodeError('limit', `a dictionary holds more than ${this.#limits.dictEntries} entries`);
      }
      values.set(key, this.value(valueType, depth + 1));
    }
    return values;
  }

  #variant(depth: number): BusValue {
    const signature = this.#signature();
    return { signature, value: this.value(parseSingleType(signature), depth + 1) };
  }

  #objectPath(): string {
    const path = this.#text(this.#length());
    if (!isObjectPath(path)) throw new DecodeError('malformed', 'an object path is not valid');
    return path;
  }

  #signature(): string {
    const signature = this.#text(this.#buffer[this.#advance(1)] ?? 0);
    parseSignature(signature);
    return signature;
  }

  #length(): number {
    return Number(this.#number('u'));
  }

  /** Text of `length` bytes, and the NUL behind it. */
  #text(length: number): string {
    if (length > this.#limits.stringBytes) {
      throw new DecodeError('limit', `the message holds a text of more than ${this.#limits.stringBytes} bytes`);
    }
    const start = this.#advance(length + 1);
    const bytes = this.#buffer.subarray(start, start + length);
    if (this.#buffer[start + length] !== 0 || bytes.includes(0) || !isUtf8(bytes)) {
      throw new DecodeError('malformed', 'a text is not valid UTF-8');
    }
    return bytes.toString('utf8');
  }

  /** Returns where the bytes begin. */
  #advance(bytes: number): number {
    const start = this.#offset;
    if (start + bytes > this.#buffer.length) throw tooShort();
    this.#offset = start + bytes;
    return start;
  }
}

function tooShort(): DecodeError {
  return new DecodeError('malformed', 'the message is shorter than it says');
}
