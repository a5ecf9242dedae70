/** At most one line of the log in each interval, so that a caller cannot fill it. */
export class RateLimit {
  readonly #interval: number;
  readonly #now: () => number;
  #last: number | undefined;
  #held = 0;

  /** @param interval milliseconds. @param now milliseconds, of a clock that only goes forward. */
  constructor(interval: number, now: () => number = () => performance.now()) {
    this.#interval = interval;
    this.#now = now;
  }

  /** Runs the action, with how many were held back since the last one, or holds it back. */
  run(action: (heldBack: number) => void): void {
    const now = this.#now();
    if (this.#last !== undefined && now - this.#last < this.#interval) {
      this.#held += 1;
      return;
    }
    this.#last = now;
    action(this.#held);
    this.#held = 0;
  }
}
