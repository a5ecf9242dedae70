/** Writes our messages. */
import { Message } from 'dbus-next/lib/message-type.js';
import { marshall } from 'dbus-next/lib/message.js';
import { isMemberNameValid } from 'dbus-next/lib/validators.js';
import type { BusValue } from '../../model/bus-value.ts';
import { messageLimits } from './limits.ts';
import { toMarshaller } from './values.ts';

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
 * is not valid, or more than 16 MiB.
 */
export function writeMessage(message: OutgoingMessage, serial: number): Buffer {
  const signature = message.signature ?? '';
  // The one name that dbus-next 0.10.2 does not look at (validators.js: assertMemberNameValid tests itself).
  if (message.member !== undefined && !isMemberNameValid(message.member)) {
    throw new Error(`'${message.member}' is not a valid member name`);
  }
  const body = toMarshaller(signature, message.body ?? []);
  const [bytes] = marshall(new Message({ flags: 0, ...message, serial, signature, body }));
  if (bytes.length > messageLimits.outgoing)
    throw new Error(`a message of ${bytes.length} bytes is too large to be sent`);
  return bytes;
}
