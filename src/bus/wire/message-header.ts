/** Reads the header of a message (D-Bus specification: message format). */
import type { BusValue } from '../../model/bus-value.ts';
import { DecodeError } from './decode-error.ts';
import { fieldRules, isComplete } from './header-fields.ts';
import { messageLimits, type ReadLimits } from './limits.ts';
import { WireReader } from './wire-reader.ts';

export const messageFlags = { noReply: 1, interactive: 4 } as const;

export interface MessageHeader {
  readonly type: number;
  readonly flags: number;
  readonly serial: number;
  readonly littleEndian: boolean;
  readonly path: string | undefined;
  readonly interface: string | undefined;
  readonly member: string | undefined;
  readonly errorName: string | undefined;
  readonly replySerial: number | undefined;
  /** The unique name that the bus gave the sender, which cannot be forged. */
  readonly sender: string | undefined;
  readonly signature: string;
}

const headerLimits: ReadLimits = {
  values: 1000,
  nesting: 64,
  stringBytes: messageLimits.reply,
  dictEntries: 64,
  // A field that we do not know is to be ignored, whatever it holds.
  fileDescriptors: true,
};
const fieldType = {
  code: 'a',
  inner: [
    {
      code: '(',
      inner: [
        { code: 'y', inner: [] },
        { code: 'v', inner: [] },
      ],
    },
  ],
};

/** @param head a frame's head, at least 16 bytes. Throws DecodeError. */
export function readHeader(head: Buffer): MessageHeader {
  const littleEndian = head.readUInt8(0) === 'l'.charCodeAt(0);
  const type = head.readUInt8(1);
  const serial = littleEndian ? head.readUInt32LE(8) : head.readUInt32BE(8);
  if (type === 0 || serial === 0) throw new DecodeError('malformed', 'the message has no type or no serial');
  const fields = readFields(head, littleEndian);
  if (!isComplete(type, fields)) throw new DecodeError('malformed', 'the message lacks a header field');
  return {
    type,
    flags: head.readUInt8(2),
    serial,
    littleEndian,
    path: text(fields, 1),
    interface: text(fields, 2),
    member: text(fields, 3),
    errorName: text(fields, 4),
    replySerial: fields.has(5) ? Number(fields.get(5)) : undefined,
    sender: text(fields, 7),
    signature: text(fields, 8) ?? '',
  };
}

function readFields(head: Buffer, littleEndian: boolean): ReadonlyMap<number, BusValue> {
  const reader = new WireReader(head, littleEndian, headerLimits, 12);
  const list = reader.value(fieldType, 0) as readonly (readonly [number, { signature: string; value: BusValue }])[];
  reader.align(8);
  if (!reader.atEnd) throw new DecodeError('malformed', 'the message has a header of another length than it says');
  const fields = new Map<number, BusValue>();
  for (const [code, { signature, value }] of list) {
    const rule = fieldRules[code];
    if (rule === undefined) continue;
    if (signature !== rule.signature || !rule.isValid(value) || fields.has(code)) {
      throw new DecodeError('malformed', `the message's header field ${code} is not valid`);
    }
    fields.set(code, value);
  }
  return fields;
}

function text(fields: ReadonlyMap<number, BusValue>, code: number): string | undefined {
  const value = fields.get(code);
  return typeof value === 'string' ? value : undefined;
}
