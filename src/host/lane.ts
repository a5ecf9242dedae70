/** Limits how much is done at once; the rest waits in the order it came. */

export class Lane {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  /** @param most how many may be at work at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Does the work when it is its turn. Throws what the work throws, or the signal's reason if it is aborted before that. */
  async run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    if (this.#inside >= this.#most) await this.#turn(signal);
    else this.#inside += 1;
    try {
      return await work();
    } finally {
      // The place goes to the next as it is, so that no other caller can take it meanwhile.
      const next = this.#waiting.shift();
      if (next === undefined) this.#inside -= 1;
      else next();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(admit), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(admit);
    });
  }
}
