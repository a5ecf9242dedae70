/** Cuts the stream of the bus into messages without ever holding one that is too large. */
import { ByteQueue } from './byte-queue.ts';
import { messageLimits } from './limits.ts';
import { messageTypes } from './message-header.ts';

export interface Frame {
  /** The fixed part and the header fields, with their padding. */
  readonly head: Buffer;
  /** Undefined if it was too large: it was discarded as it arrived. */
  readonly body: Buffer | undefined;
}

interface Sizes {
  readonly fixed: Buffer;
  readonly fields: number;
  readonly body: number;
}

const fixedPart = 16;
/** D-Bus specification: the maximum length of a message. */
const longest = 128 * 1024 * 1024;

/**
 * Reads frames of either byte order. A message that is too large loses its body; one whose header alone is too large is
 * skipped, because its sender cannot be known.
 */
export class Framer {
  readonly #onFrame: (frame: Frame) => void;
  readonly #onSkipped: () => void;
  readonly #bytes = new ByteQueue();
  #sizes: Sizes | undefined;
  #head: Buffer | undefined;
  readonly #largestReply: number;
  #toDiscard = 0;

  /** @param largestReply bytes of a reply to a call of ours that are kept. */
  constructor(onFrame: (frame: Frame) => void, onSkipped: () => void, largestReply: number = messageLimits.reply) {
    this.#onFrame = onFrame;
    this.#onSkipped = onSkipped;
    this.#largestReply = largestReply;
  }

  /** Throws Error if the stream cannot be D-Bus: nothing after that point can be read. */
  push(chunk: Buffer): void {
    this.#bytes.push(chunk);
    while (this.#step()) {
      // Each step takes one part; the last one finds too few bytes.
    }
  }

  #step(): boolean {
    if (this.#toDiscard > 0) {
      this.#toDiscard -= this.#bytes.discard(this.#toDiscard);
      return this.#toDiscard === 0;
    }
    if (this.#sizes === undefined) return this.#readFixedPart();
    return this.#head === undefined ? this.#readHead(this.#sizes) : this.#readBody(this.#sizes, this.#head);
  }

  #readFixedPart(): boolean {
    const fixed = this.#bytes.take(fixedPart);
    if (fixed === undefined) return false;
    const sizes = readSizes(fixed);
    if (fixedPart + sizes.fields > messageLimits.reply) {
      this.#toDiscard = sizes.fields + sizes.body;
      this.#onSkipped();
    } else {
      this.#sizes = sizes;
    }
    return true;
  }

  #readHead(sizes: Sizes): boolean {
    const fields = this.#bytes.take(sizes.fields);
    if (fields === undefined) return false;
    const head = Buffer.concat([sizes.fixed, fields]);
    if (head.length + sizes.body <= this.#largest(sizes.fixed)) {
      this.#head = head;
    } else {
      this.#toDiscard = sizes.body;
      this.#finish({ head, body: undefined });
    }
    return true;
  }

  #readBody(sizes: Sizes, head: Buffer): boolean {
    const body = this.#bytes.take(sizes.body);
    if (body === undefined) return false;
    this.#finish({ head, body });
    return true;
  }

  /** Replies come from the bus and from programs that we asked; other messages may come from any user. */
  #largest(fixed: Buffer): number {
    const type = fixed.readUInt8(1);
    const isReply = type === messageTypes.methodReturn || type === messageTypes.error;
    return isReply ? this.#largestReply : messageLimits.incoming;
  }

  #finish(frame: Frame): void {
    this.#sizes = undefined;
    this.#head = undefined;
    this.#onFrame(frame);
  }
}

function readSizes(fixed: Buffer): Sizes {
  const order = String.fromCharCode(fixed.readUInt8(0));
  if ((order !== 'l' && order !== 'B') || fixed.readUInt8(3) !== 1)
    throw new Error('the bus sent data that is not D-Bus');
  const fields = order === 'l' ? fixed.readUInt32LE(12) : fixed.readUInt32BE(12);
  const body = order === 'l' ? fixed.readUInt32LE(4) : fixed.readUInt32BE(4);
  if (fields + body > longest) throw new Error('the bus sent a message of more than 128 MiB');
  return { fixed, fields: Math.ceil(fields / 8) * 8, body };
}
