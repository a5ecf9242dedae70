/**
 * Callers that ask at the same time share a list. dbus-next takes a second of the processor to write four thousand interfaces, in
 * which nothing else is done, so each list is written once.
 */
import type { BusValue } from '../model/bus-value.ts';
import { messageLimits } from './wire/limits.ts';
import { TooLargeError, writeMessage, type OutgoingMessage } from './wire/message-writer.ts';

/** A message (D-Bus specification: Message Format): its header holds the body's length, and its body is the same after any header. */
const lengthAt = 4;

export class SharedBodies {
  /** The body with each list, as long as the list is in use. */
  readonly #written = new WeakMap<readonly BusValue[], Buffer>();

  /** The message's bytes, as writeMessage has them; throws what it throws. */
  write(message: OutgoingMessage, serial: number): Buffer {
    const list = listOf(message);
    if (list === undefined) return writeMessage(message, serial);
    const known = this.#written.get(list);
    if (known !== undefined) return join(writeMessage({ ...message, body: [[]] }, serial), known);
    const bytes = writeMessage(message, serial);
    this.#written.set(list, bytes.subarray(headLength(bytes)));
    return bytes;
  }
}

function listOf({ signature, body }: OutgoingMessage): readonly BusValue[] | undefined {
  const [list] = body ?? [];
  return signature === 'aa{sv}' && Array.isArray(list) ? (list as readonly BusValue[]) : undefined;
}

function headLength(bytes: Buffer): number {
  return bytes.length - bytes.readUInt32LE(lengthAt);
}

/** @param empty the message with another body. */
function join(empty: Buffer, body: Buffer): Buffer {
  const bytes = Buffer.concat([empty.subarray(0, headLength(empty)), body]);
  if (bytes.length > messageLimits.message) throw new TooLargeError(bytes.length);
  bytes.writeUInt32LE(body.length, lengthAt);
  return bytes;
}
