/** Lets so many in at once; the others wait in the order they came. */
export class Turns {
  readonly #most: number;
  readonly #queue: (() => void)[] = [];
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Waits for a place, which is to be given back with `leave`. Returns false, without a place, if aborted before. */
  async enter(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.#inside < this.#most) {
      this.#inside += 1;
      return true;
    }
    return new Promise((resolve) => {
      const admit = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(true);
      };
      const giveUp = (): void => {
        this.#queue.splice(this.#queue.indexOf(admit), 1);
        resolve(false);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#queue.push(admit);
    });
  }

  /** The place goes to the one that has waited longest. */
  leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#inside -= 1;
    else next();
  }
}
