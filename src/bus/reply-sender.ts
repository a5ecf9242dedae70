/** Who may answer a call. The serial alone does not tell: it is a small number that any user can guess. */
import { busDriver } from './bus.ts';
import type { NameOwners, OwnersSince } from './name-owners.ts';

export class ReplySender {
  readonly #destination: string;
  readonly #names: NameOwners;
  #owners: OwnersSince | undefined;

  constructor(destination: string, names: NameOwners) {
    this.#destination = destination;
    this.#names = names;
  }

  /** To be called right before the call is sent: whoever owns the name from then on may get it. */
  begin(): void {
    if (this.#isWellKnown) this.#owners = this.#names.since(this.#destination);
  }

  /** To be called when the call is over. */
  end(): void {
    this.#owners?.end();
  }

  /** Whether `sender` is the program that was asked. The bus answers its own calls, and sends errors for programs that cannot. */
  async is(sender: string | undefined, isError: boolean): Promise<boolean> {
    if (sender === undefined) return false;
    if (sender === busDriver.destination) return isError || this.#destination === sender;
    return this.#owners === undefined ? sender === this.#destination : this.#owners.has(sender);
  }

  get #isWellKnown(): boolean {
    return this.#destination !== busDriver.destination && !this.#destination.startsWith(':');
  }
}
