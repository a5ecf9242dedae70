/** Limits the calls under way, so that no user can keep out the others or the administrator. */
import { AgentError } from '../../contract/errors.ts';
import { callerLimits } from '../wire/limits.ts';

export class Admission {
  readonly #ofUser = new Map<number, number>();
  #all = 0;

  /** Calls under way. */
  get pending(): number {
    return this.#all + (this.#ofUser.get(0) ?? 0);
  }

  /** Counts a call in, and returns the function that counts it out. Throws AgentError LimitsExceeded. Root has a limit of its own. */
  enter(uid: number): () => void {
    const own = this.#ofUser.get(uid) ?? 0;
    if (
      uid === 0 ? own >= callerLimits.ofRoot : own >= callerLimits.ofOneUser || this.#all >= callerLimits.ofAllUsers
    ) {
      throw tooManyCalls();
    }
    this.#ofUser.set(uid, own + 1);
    if (uid !== 0) this.#all += 1;
    return () => this.#leave(uid);
  }

  #leave(uid: number): void {
    const left = (this.#ofUser.get(uid) ?? 1) - 1;
    if (left === 0) this.#ofUser.delete(uid);
    else this.#ofUser.set(uid, left);
    if (uid !== 0) this.#all -= 1;
  }
}

export function tooManyCalls(): AgentError {
  return new AgentError('LimitsExceeded', 'too many calls are under way; wait for their answers and call again');
}
