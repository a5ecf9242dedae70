/** Collects bytes as they arrive, and returns them in the lengths that a reader asks for. Each byte is copied at most once. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #length = 0;

  /** Bytes not taken yet. */
  get length(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Exactly `count` bytes, or undefined while there are fewer. */
  take(count: number): Buffer | undefined {
    if (this.#length < count) return undefined;
    const first = this.#chunks[0];
    if (first === undefined) return Buffer.alloc(0);
    if (first.length < count) this.#chunks = [Buffer.concat(this.#chunks)];
    const whole = this.#chunks[0] ?? first;
    if (whole.length === count) this.#chunks.shift();
    else this.#chunks[0] = whole.subarray(count);
    this.#length -= count;
    return whole.subarray(0, count);
  }

  /** Discards up to `count` bytes and returns how many were discarded. */
  discard(count: number): number {
    const some = Math.min(count, this.#length);
    this.take(some);
    return some;
  }
}
