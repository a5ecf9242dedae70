/** Reads the header of a message (D-Bus specification: message format). */
import { isBusNameValid, isInterfaceNameValid, isMemberNameValid } from 'dbus-next/lib/validators.js';
import type { BusValue } from '../../model/bus-value.ts';
import { DecodeError } from './decode-error.ts';
import { messageLimits, type ReadLimits } from './limits.ts';
import { isObjectPath } from './object-path.ts';
import { WireReader } from './wire-reader.ts';

export const messageTypes = { methodCall: 1, methodReturn: 2, error: 3, signal: 4 } as const;

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

interface FieldRule {
  readonly signature: string;
  readonly isValid: (value: unknown) => boolean;
}

/** By the code of the field; others are to be ignored, as the specification says. */
const fieldRules: Readonly<Record<number, FieldRule>> = {
  1: { signature: 'o', isValid: isObjectPath },
  2: { signature: 's', isValid: isInterfaceNameValid },
  3: { signature: 's', isValid: isMemberNameValid },
  4: { signature: 's', isValid: isInterfaceNameValid },
  5: { signature: 'u', isValid: (value) => value !== 0 },
  6: { signature: 's', isValid: isBusNameValid },
  7: { signature: 's', isValid: isBusNameValid },
  8: { signature: 'g', isValid: () => true },
  9: { signature: 'u', isValid: () => true },
};

/** The fields that each type of message must have. */
const needed: Readonly<Record<number, readonly number[]>> = {
  [messageTypes.methodCall]: [1, 3],
  [messageTypes.methodReturn]: [5],
  [messageTypes.error]: [4, 5],
  [messageTypes.signal]: [1, 2, 3],
};

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
  const missing = (needed[type] ?? []).some((code) => !fields.has(code));
  if (missing) throw new DecodeError('malformed', 'the message lacks a header field');
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
