/** Numbers and how they are laid out (D-Bus specification: marshaling). */
import type { BusValue } from '../../model/bus-value.ts';
import { DecodeError } from './decode-error.ts';

/** Bytes each type is aligned to (D-Bus specification: marshaling). */
export const alignments: Readonly<Record<string, number>> = Object.fromEntries([
  ...['y', 'g', 'v'].map((code) => [code, 1] as const),
  ...['n', 'q'].map((code) => [code, 2] as const),
  ...['b', 'i', 'u', 'h', 's', 'o', 'a'].map((code) => [code, 4] as const),
  ...['x', 't', 'd', '(', '{'].map((code) => [code, 8] as const),
]);

/** The number or boolean at the start of the view. Throws DecodeError. */
export function readNumber(view: DataView, code: string, littleEndian: boolean): number | bigint | boolean {
  switch (code) {
    case 'y':
      return view.getUint8(0);
    case 'b':
      return readBoolean(view.getUint32(0, littleEndian));
    case 'n':
      return view.getInt16(0, littleEndian);
    case 'q':
      return view.getUint16(0, littleEndian);
    case 'i':
      return view.getInt32(0, littleEndian);
    case 'u':
    case 'h':
      return view.getUint32(0, littleEndian);
    case 'x':
      return view.getBigInt64(0, littleEndian);
    case 't':
      return view.getBigUint64(0, littleEndian);
    case 'd':
      return view.getFloat64(0, littleEndian);
    default:
      throw new DecodeError('malformed', 'a signature is not valid');
  }
}

function readBoolean(value: number): boolean {
  if (value > 1) throw new DecodeError('malformed', 'a boolean is neither 0 nor 1');
  return value === 1;
}

/** Writes the number or boolean, little-endian. Throws Error if it is not of the type, or out of its range. */
export function writeNumber(buffer: Buffer, at: number, code: string, value: BusValue | undefined): void {
  if (code === 'b' && typeof value === 'boolean') buffer.writeUInt32LE(value ? 1 : 0, at);
  else if ((code === 'x' || code === 't') && isWhole(value)) writeLarge(buffer, at, code, BigInt(value));
  else if (code === 'd' && typeof value === 'number' && Number.isFinite(value)) buffer.writeDoubleLE(value, at);
  else if (typeof value === 'number' && Number.isInteger(value)) writeInteger(buffer, at, code, value);
  else throw notOfType(code);
}

function isWhole(value: BusValue | undefined): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

/** Buffer's functions check the range. */
function writeLarge(buffer: Buffer, at: number, code: 'x' | 't', value: bigint): void {
  if (code === 'x') buffer.writeBigInt64LE(value, at);
  else buffer.writeBigUInt64LE(value, at);
}

function writeInteger(buffer: Buffer, at: number, code: string, value: number): void {
  if (code === 'u') buffer.writeUInt32LE(value, at);
  else if (code === 'i') buffer.writeInt32LE(value, at);
  else if (code === 'q') buffer.writeUInt16LE(value, at);
  else if (code === 'n') buffer.writeInt16LE(value, at);
  else if (code === 'y') buffer.writeUInt8(value, at);
  // File descriptors among them, which are not sent.
  else throw notOfType(code);
}

function notOfType(code: string): Error {
  return new Error(`a value is not of type '${code}'`);
}
