/** The client's connection to the agent. */
import { socketPaths, standardAddress } from '../bus/wire/address.ts';
import { busDriver, type PeerSignal } from '../bus/bus.ts';
import { connectBus, type BusConnection } from '../bus/connection.ts';
import { agentReplyLimits } from '../bus/wire/limits.ts';
import { messageFlags } from '../bus/wire/message-header.ts';
import { dbusErrorName } from '../contract/errors.ts';
import { methods, type MethodName } from '../contract/methods.ts';
import { quoted } from '../contract/quoted.ts';
import { agentInterface, busName, objectPath, standardErrorPrefix } from '../contract/names.ts';
import { startTextAgent } from '../host/text-agent.ts';
import { BusCallError } from '../model/bus-call.ts';
import type { BusValue } from '../model/bus-value.ts';
import { Failure, failureOf } from './failure.ts';
import { textOf, toPlain, type Plain } from './replies.ts';

/** The longest timer (setTimeout: 2^31-1 ms): the agent has its own limits, and a user may be typing a password. */
const noLimit = 0x7fffffff;
/** Milliseconds for replies of the bus itself, and for starting the agent (dbus-daemon: 25 s). */
const patience = 30_000;
const passwordNeeded = dbusErrorName('InteractiveAuthorizationRequired');

export interface ProgressReport {
  readonly title: string;
  readonly done: number;
  readonly total: number;
}

export type StateListener = (transaction: string, state: string) => void;

export interface AgentClientOptions {
  /** Whether a password may be asked for. */
  readonly mayAsk: boolean;
  /** Whether there is a terminal for polkit's text agent. */
  readonly terminal: boolean;
  /** Called before the text agent takes the terminal. */
  readonly beforePrompt: () => void;
}

/** Connects; the bus starts the agent if necessary. Throws Failure(Unreachable). */
export async function openAgent(options: AgentClientOptions): Promise<AgentClient> {
  const bus = await openBus();
  try {
    const start = { ...busDriver, member: 'StartServiceByName', signature: 'su', body: [busName, 0] };
    await bus.call(start, { timeout: patience }).catch(ignoreMissingActivation);
    const owner = await ask(bus, 'GetNameOwner', busName);
    return new AgentClient(bus, typeof owner === 'string' ? owner : '', options);
  } catch (error) {
    bus.close();
    throw failureOf(error);
  }
}

/** An agent that was started by hand needs no service file; GetNameOwner finds it. */
function ignoreMissingActivation(error: unknown): void {
  const missing = error instanceof BusCallError && error.errorName === `${standardErrorPrefix}ServiceUnknown`;
  if (!missing) throw error;
}

/** Throws Failure: WrongUsage for an invalid address, else Unreachable. */
export async function openBus(): Promise<BusConnection> {
  const address = process.env.DBUS_SYSTEM_BUS_ADDRESS ?? standardAddress;
  try {
    socketPaths(address);
  } catch (error) {
    throw new Failure('WrongUsage', error instanceof Error ? error.message : address);
  }
  return connectBus(address, () => undefined, agentReplyLimits).catch((error: unknown) => {
    throw new Failure('Unreachable', whyNoBus(error), { cause: error });
  });
}

/** Node's own words for a socket that nothing listens at are no sentence. */
function whyNoBus(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = '', address } = error as NodeJS.ErrnoException & { readonly address?: string };
  return ['ENOENT', 'ECONNREFUSED'].includes(code) ? `no bus listens at ${quoted(address ?? '')}` : error.message;
}

/** Calls a method of the bus driver with one name as its argument. Throws BusCallError. */
export async function ask(bus: BusConnection, member: string, name: string): Promise<BusValue | undefined> {
  const [answer] = await bus.call({ ...busDriver, member, signature: 's', body: [name] }, { timeout: patience });
  return answer;
}

export class AgentClient {
  readonly bus: BusConnection;
  readonly #options: AgentClientOptions;
  #onProgress: ((report: ProgressReport) => void) | undefined;
  #onState: StateListener | undefined;

  constructor(bus: BusConnection, owner: string, options: AgentClientOptions) {
    this.bus = bus;
    this.#options = options;
    bus.onSignalOf(owner, (signal) => this.#receive(signal));
  }

  /** From now on receives the steps of our own change, and every transaction's state. */
  async listen({ progress }: { readonly progress: (report: ProgressReport) => void }): Promise<void> {
    this.#onProgress = progress;
    await ask(this.bus, 'AddMatch', `type='signal',sender='${busName}',interface='${agentInterface}'`);
  }

  /** Replaces the previous listener. To be called after `listen`. */
  onTransactionChanged(listener: StateListener): void {
    this.#onState = listener;
  }

  /**
   * The reply's values in JavaScript's own types. If polkit wants a password, it is asked for by the session's agent or on our
   * terminal. Throws Failure.
   */
  async call(method: MethodName, args: readonly BusValue[] = []): Promise<readonly Plain[]> {
    try {
      return (await this.#callAndAsk(method, args)).map(toPlain);
    } catch (error) {
      throw failureOf(error);
    }
  }

  async property(name: string): Promise<Plain> {
    const call = { destination: busName, path: objectPath, interface: 'org.freedesktop.DBus.Properties' };
    const get = { ...call, member: 'Get', signature: 'ss', body: [agentInterface, name] };
    const [value = ''] = await this.bus.call(get, { timeout: patience });
    return toPlain(value);
  }

  close(): void {
    this.bus.close();
  }

  /** First without a prompt, so that the text agent is started only if a password is needed. */
  async #callAndAsk(method: MethodName, args: readonly BusValue[]): Promise<readonly BusValue[]> {
    try {
      return await this.#send(method, args, 0);
    } catch (error) {
      const asks = error instanceof BusCallError && error.errorName === passwordNeeded;
      if (!asks || !this.#options.mayAsk) throw error;
    }
    this.#options.beforePrompt();
    const endTextAgent = this.#options.terminal ? await startTextAgent() : undefined;
    try {
      return await this.#send(method, args, messageFlags.interactive);
    } finally {
      await endTextAgent?.();
    }
  }

  #send(method: MethodName, body: readonly BusValue[], flags: number): Promise<readonly BusValue[]> {
    const target = { destination: busName, path: objectPath, interface: agentInterface };
    return this.bus.call(
      { ...target, member: method, signature: methods[method].in, body, flags },
      { timeout: noLimit },
    );
  }

  #receive({ interface: from, member, values }: PeerSignal): void {
    if (from !== agentInterface) return;
    const [transaction = '', title = '', done = 0, total = 0] = values.map(toPlain);
    if (member === 'TransactionChanged') this.#onState?.(textOf(transaction), textOf(title));
    if (member === 'Progress') {
      this.#onProgress?.({ title: textOf(title), done: Number(done), total: Number(total) });
    }
  }
}
