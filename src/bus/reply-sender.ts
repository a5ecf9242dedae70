/** Who may answer a call: the serial alone, by which an answer is known, is a small number that every user can guess. */
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

  /** The call has just been sent: the bus, which takes one message after the other, tells to whom. */
  asked(): void {
    if (this.#isWellKnown) this.#owner = this.#ownerOf(this.#destination);
  }

  /**
   * Whether it is whom we asked. The bus answers for itself, and with errors for whoever cannot. A name's owner may have been
   * started for this very call, and who owned it then may have given it up since; who owns it neither then nor now is another.
   */
  async is(sender: string | undefined, isError: boolean): Promise<boolean> {
    if (sender === undefined) return false;
    if (sender === busDriver.destination) return isError || this.#destination === sender;
    if (!this.#isWellKnown) return sender === this.#destination;
    return (await this.#owner) === sender || (await this.#ownerOf(this.#destination)) === sender;
  }
}
