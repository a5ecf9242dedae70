/** Limits the open password prompts: each holds a call to polkit for as long as its user takes. */
import { AgentError } from '../contract/errors.ts';

const ofOneUser = 4;
const ofAllUsers = 32;

export class Prompts {
  readonly #open = new Map<number, number>();
  #all = 0;

  /** Counts a prompt of this user in, and returns the function that counts it out. Throws AgentError LimitsExceeded. */
  open(uid: number): () => void {
    const own = this.#open.get(uid) ?? 0;
    if (own >= ofOneUser || this.#all >= ofAllUsers) {
      throw new AgentError('LimitsExceeded', 'too many password prompts are open; answer them and call again');
    }
    this.#open.set(uid, own + 1);
    this.#all += 1;
    return () => this.#close(uid);
  }

  #close(uid: number): void {
    const left = (this.#open.get(uid) ?? 1) - 1;
    if (left === 0) this.#open.delete(uid);
    else this.#open.set(uid, left);
    this.#all -= 1;
  }
}
