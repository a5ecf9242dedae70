/** How many calls are under way, so that no user can keep the others, or the administrator, out. */
import { AgentError } from '../contract/errors.ts';
import { callerLimits } from './limits.ts';

export class Admission {
  readonly #ofUser = new Map<number, number>();
  #known = 0;
  #all = 0;

  /** Calls under way. */
  get pending(): number {
    return this.#all;
  }

  /** Counts a call in, before its caller is known. Returns what counts it out. Throws AgentError LimitsExceeded. */
  enter(): () => void {
    if (this.#all >= callerLimits.inAll) throw tooMany();
    this.#all += 1;
    return () => (this.#all -= 1);
  }

  /** Counts it for its user too. Root is not counted: it must be able to act while others don't let go. */
  enterAs(uid: number): () => void {
    if (uid === 0) return () => undefined;
    const own = this.#ofUser.get(uid) ?? 0;
    if (own >= callerLimits.ofOneUser || this.#known >= callerLimits.ofAllUsers) throw tooMany();
    this.#ofUser.set(uid, own + 1);
    this.#known += 1;
    return () => this.#leaveAs(uid);
  }

  #leaveAs(uid: number): void {
    const left = (this.#ofUser.get(uid) ?? 1) - 1;
    if (left === 0) this.#ofUser.delete(uid);
    else this.#ofUser.set(uid, left);
    this.#known -= 1;
  }
}

function tooMany(): AgentError {
  return new AgentError('LimitsExceeded', 'too many calls are under way; wait for their answers and call again');
}
