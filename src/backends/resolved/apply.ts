/**
 * Name servers that systemd-resolved has for one link move to another. What cannot be moved is left to the network stack, which
 * sets them in any case as soon as it knows the other link: nothing here throws.
 */
import type { Host } from '../../host/host.ts';
import { askTogether } from '../../host/kernel/ip-together.ts';
import { readAddressedLinks } from '../../host/kernel/links.ts';
import { callsFor, callWords, propertiesWords, revertWords, type LinkCall } from './words.ts';

/** Milliseconds; it answers in a few. While it is waited for, nothing has moved, or everything has. */
const patience = 5000;

/** The names of a host that moves. */
export class MovingNames {
  readonly #host: Host;
  readonly #lock: number;
  #calls: readonly LinkCall[] = [];
  /** Of the link that gets the names. */
  #index: number | undefined;

  /** @param lock the descriptor of our lock, which each program inherits. */
  constructor(host: Host, lock: number) {
    this.#host = host;
    this.#lock = lock;
  }

  /** Gives `to` what `from` has, and remembers it. */
  async copy(from: string, to: string): Promise<void> {
    const [index, next] = await this.#indicesOf(from, to);
    const found = index === undefined ? undefined : await this.#ask(propertiesWords(index));
    this.#calls = found === undefined ? [] : callsFor(found);
    this.#index = next;
    await this.#set();
  }

  /** Once the host has moved: `from` has none, and the other link has them also where resolved has forgotten that link meanwhile. */
  async settle(from: string): Promise<void> {
    if (this.#calls.length === 0) return;
    await this.#set();
    const [index] = await this.#indicesOf(from);
    if (index !== undefined) await this.#ask(revertWords(index));
  }

  /** The servers first: without them there are no names at all. */
  async #set(): Promise<void> {
    const [servers, ...others] = this.#calls;
    const index = this.#index;
    if (servers === undefined || index === undefined) return;
    await this.#ask(callWords(index, servers));
    await Promise.all(others.map((call) => this.#ask(callWords(index, call))));
  }

  async #indicesOf(...names: readonly string[]): Promise<readonly (number | undefined)[]> {
    const links = await readAddressedLinks(askTogether(this.#host.commands)).catch(() => []);
    return names.map((wanted) => links.find(({ name }) => name === wanted)?.index);
  }

  /** What busctl prints; undefined where it fails. */
  async #ask(words: readonly string[]): Promise<string | undefined> {
    const options = { timeout: patience, inherit: this.#lock };
    const result = await this.#host.commands.run('busctl', words, options).catch(() => undefined);
    return result?.exitCode === 0 ? result.stdout.trimEnd() : undefined;
  }
}
