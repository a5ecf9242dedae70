/** One run of the client: its language, its output, and its connection to the agent. */
import { openAgent, type AgentClient } from './agent-client.ts';
import type { Catalogue } from './messages/shape.ts';
import type { Screen } from './terminal/screen.ts';
import { safeJson } from './terminal/safe.ts';

export interface SessionOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether a password may be asked for. */
  readonly mayAsk: boolean;
}

/** Milliseconds until a user may wonder whether anything is happening. */
const patience = 1000;

export class Session {
  readonly messages: Catalogue;
  readonly screen: Screen;
  readonly options: SessionOptions;
  #agent: Promise<AgentClient> | undefined;
  #silence: NodeJS.Timeout | undefined;

  constructor(messages: Catalogue, screen: Screen, options: SessionOptions) {
    this.messages = messages;
    this.screen = screen;
    this.options = options;
  }

  /** Connects on the first call. Throws Failure(Unreachable). */
  agent(): Promise<AgentClient> {
    const { mayAsk } = this.options;
    this.#agent ??= openAgent({
      mayAsk,
      terminal: this.screen.terminal,
      beforePrompt: () => this.#endSilence(),
    });
    if (this.talks && this.screen.interactive) this.#silence ??= setTimeout(() => this.#sayWaiting(), patience);
    return this.#agent;
  }

  progress(text: string): void {
    clearTimeout(this.#silence);
    if (this.talks) this.screen.status(text);
  }

  #sayWaiting(): void {
    this.screen.status(this.messages.working);
  }

  /** Before another program uses the terminal, or the answer is printed. */
  #endSilence(): void {
    clearTimeout(this.#silence);
    this.screen.status('');
  }

  /** Prints the answer on standard output: as JSON, or as lines for people. */
  answer(reply: unknown, lines: () => readonly string[]): void {
    this.#endSilence();
    const text = this.options.json ? safeJson(reply) : lines().join('\n');
    if (text !== '') this.screen.print(text);
  }

  /** Whether progress and advice are wanted. */
  get talks(): boolean {
    return !this.options.json && !this.options.quiet;
  }

  async close(): Promise<void> {
    this.#endSilence();
    const agent = await this.#agent?.catch(() => undefined);
    agent?.close();
  }
}
