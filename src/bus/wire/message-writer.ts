/** Writes our messages (D-Bus specification: message format). */
import { variant, type BusValue, type Variant } from '../../model/bus-value.ts';
import { fieldRules, isComplete } from './header-fields.ts';
import { messageLimits } from './limits.ts';
import { parseSignature } from './signature.ts';
import { WireWriter } from './wire-writer.ts';

export interface OutgoingMessage {
  readonly type: number;
  readonly flags?: number;
  readonly destination?: string;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  readonly replySerial?: number;
  readonly signature?: string;
  readonly body?: readonly BusValue[];
}

const littleEndian = 'l'.charCodeAt(0);
const protocolVersion = 1;
/** Where the header has the length of the body. */
const bodyLengthAt = 4;
const fieldsLengthAt = 12;

/**
 * The message's bytes. Throws Error for anything that the bus would end the connection for: a name, a path or a value that
 * is not valid, or a field that is missing; TooLargeError for more than 8 MiB, before more are written.
 */
export function writeMessage(message: OutgoingMessage, serial: number): Buffer {
  const { type, flags = 0, signature = '', body = [] } = message;
  const writer = new WireWriter(messageLimits.message);
  for (const byte of [littleEndian, type, flags, protocolVersion]) writer.byte(byte);
  writer.uint32(0);
  writer.uint32(serial);
  writeFields(writer, type, fieldsOf(message));
  const begin = writer.length;
  writeBody(writer, signature, body);
  writer.setUint32(writer.length - begin, bodyLengthAt);
  return writer.bytes;
}

/** By the code of the field. */
function fieldsOf(message: OutgoingMessage): ReadonlyMap<number, BusValue> {
  const { path, interface: of, member, errorName, replySerial, destination, signature } = message;
  const fields = new Map<number, BusValue>();
  for (const [index, value] of [path, of, member, errorName, replySerial, destination].entries()) {
    if (value !== undefined) fields.set(index + 1, value);
  }
  if (signature !== undefined && signature !== '') fields.set(8, signature);
  return fields;
}

function writeFields(writer: WireWriter, type: number, fields: ReadonlyMap<number, BusValue>): void {
  if (!isComplete(type, fields)) throw new Error('a message lacks a header field');
  writer.uint32(0);
  for (const [code, value] of fields) {
    writer.align(8);
    writer.byte(code);
    writer.variant(fieldOf(code, value));
  }
  // The array begins at a multiple of 8.
  writer.setUint32(writer.length - fieldsLengthAt - 4, fieldsLengthAt);
  writer.align(8);
}

function fieldOf(code: number, value: BusValue): Variant {
  const rule = fieldRules[code];
  if (rule?.isValid(value) !== true) throw new Error(`the header field ${code} of a message is not valid`);
  return variant(rule.signature, value);
}

function writeBody(writer: WireWriter, signature: string, values: readonly BusValue[]): void {
  const types = parseSignature(signature);
  if (types.length !== values.length) {
    throw new Error(`'${signature}' needs ${types.length} values, not ${values.length}`);
  }
  types.forEach((type, index) => writer.value(type, values[index]));
}
