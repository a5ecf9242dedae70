/** Writes our messages. */
import { Message } from 'dbus-next/lib/message-type.js';
import { marshall } from 'dbus-next/lib/message.js';
import { isMemberNameValid } from 'dbus-next/lib/validators.js';
import type { BusValue, Variant } from '../../model/bus-value.ts';
import { messageLimits } from './limits.ts';
import { toMarshaller } from './values.ts';

/** A message that the bus need not take (dbus-daemon(1): max_message_size). */
export class TooLargeError extends Error {
  constructor(bytes: number) {
    super(`a message of ${bytes} bytes or more is too large to be sent`);
    this.name = 'TooLargeError';
  }
}

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

/**
 * The message's bytes. Throws Error for anything that the bus would end the connection for: a name, a path or a value that
 * is not valid; TooLargeError for more than 8 MiB, as far as possible before they are written.
 */
export function writeMessage(message: OutgoingMessage, serial: number): Buffer {
  const signature = message.signature ?? '';
  // The one name that dbus-next 0.10.2 does not look at (validators.js: assertMemberNameValid tests itself).
  if (message.member !== undefined && !isMemberNameValid(message.member)) {
    throw new Error(`'${message.member}' is not a valid member name`);
  }
  const least = textLength(message.body ?? []);
  if (least > messageLimits.message) throw new TooLargeError(least);
  const body = toMarshaller(signature, message.body ?? []);
  const [bytes] = marshall(new Message({ flags: 0, ...message, serial, signature, body }));
  if (bytes.length > messageLimits.message) throw new TooLargeError(bytes.length);
  return bytes;
}

/** Characters of all texts in it, each of which is a byte or more. */
function textLength(value: BusValue | readonly BusValue[]): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object') return 0;
  if (value instanceof Map) return sum([...(value as ReadonlyMap<string, BusValue>).values()]);
  return Array.isArray(value) ? sum(value as readonly BusValue[]) : textLength((value as Variant).value);
}

function sum(values: readonly BusValue[]): number {
  return values.reduce<number>((all, one) => all + textLength(one), 0);
}
