/** Spreads work that never waits over turns of the event loop, so that others have theirs in between. */

export class Pace {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #begun = 0;

  /** @param most pieces of work in one turn. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when the next piece of work may be done: at once for the first of a turn, the others in the order they came. */
  async next(): Promise<void> {
    if (this.#begun === 0) setImmediate(() => this.#turn());
    if (this.#begun >= this.#most) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#begun += 1;
  }

  #turn(): void {
    const some = this.#waiting.splice(0, this.#most);
    this.#begun = some.length;
    if (some.length > 0) setImmediate(() => this.#turn());
    for (const begin of some) begin();
  }
}
