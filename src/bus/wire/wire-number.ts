/** Numbers and how they are laid out (D-Bus specification: marshaling). */
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
