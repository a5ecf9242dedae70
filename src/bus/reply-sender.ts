/** Who may answer a call. The serial alone does not tell: it is a small number that any user can guess. */
import { busDriver } from './bus.ts';

export class ReplySender {
  readonly #destination: string;
  readonly #ownerOf: (name: string) => Promise<string | undefined>;
  #owner: Promise<string | undefined> | undefined;

  /** @param ownerOf asks the bus; never rejects. */
  constructor(destination: string, ownerOf: (name: string) => Promise<string | undefined>) {
    this.#destination = destination;
    this.#ownerOf = ownerOf;
  }

  get #isWellKnown(): boolean {
    return this.#destination !== busDriver.destination && !this.#destination.startsWith(':');
  }

  /** To be called right after the call is sent: the bus takes one message after the other, so it names the owner that got it. */
  asked(): void {
    if (this.#isWellKnown) this.#owner = this.#ownerOf(this.#destination);
  }

  /**
   * Whether `sender` is the program that was asked. The bus answers its own calls, and sends errors for programs that cannot.
   * The owner of a well-known name may have been started by this call, or may have released the name since, so the owner at
   * either time counts.
   */
  async is(sender: string | undefined, isError: boolean): Promise<boolean> {
    if (sender === undefined) return false;
    if (sender === busDriver.destination) return isError || this.#destination === sender;
    if (!this.#isWellKnown) return sender === this.#destination;
    return (await this.#owner) === sender || (await this.#ownerOf(this.#destination)) === sender;
  }
}
