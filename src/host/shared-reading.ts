/** One reading at a time, shared by the callers that wait for it. */

/**
 * Each caller gets a reading that began after it asked, so that it never sees the host as it was before its own change. At most
 * one reading runs and one waits, which is shared by the callers that come meanwhile.
 */
export class SharedReading<Result> {
  readonly #read: () => Promise<Result>;
  #last: Promise<unknown> = Promise.resolve();
  #next: Promise<Result> | undefined;

  constructor(read: () => Promise<Result>) {
    this.#read = read;
  }

  /** Rejects with the reading's error for every caller that shares it. */
  get(): Promise<Result> {
    this.#next ??= this.#readNext();
    return this.#next;
  }

  async #readNext(): Promise<Result> {
    await this.#last;
    // Callers from here on are too late for this one.
    this.#next = undefined;
    const reading = this.#read();
    // Not the result itself, which may be large and is not needed again.
    this.#last = reading.then(nothing, nothing);
    return reading;
  }
}

function nothing(): void {
  // Only that it is over counts.
}

/** The same for many questions, each with its own readings; a question that has been answered is forgotten. */
export class SharedReadings<Result> {
  readonly #questions = new Map<string, { readonly reading: SharedReading<Result>; asking: number }>();

  /** @param read the same for every caller of this question. */
  async get(question: string, read: () => Promise<Result>): Promise<Result> {
    const known = this.#questions.get(question) ?? { reading: new SharedReading(read), asking: 0 };
    this.#questions.set(question, known);
    known.asking += 1;
    try {
      return await known.reading.get();
    } finally {
      known.asking -= 1;
      if (known.asking === 0) this.#questions.delete(question);
    }
  }
}
