/** A laboratory host with the agent, for the tests of one `describe`. */
import { join } from 'node:path';
import type { Agent } from '../agent-process.ts';
import type { CallArgument, CallResult, OptionValue } from '../bus-call.ts';
import { eventually } from '../eventually.ts';
import { Laboratory, type AgentOptions, type LaboratoryOptions } from '../laboratory.ts';

export interface AgentHostOptions extends LaboratoryOptions {
  readonly agent?: AgentOptions;
  /** The tests start the agent themselves. */
  readonly noAgent?: boolean;
  /** A laboratory for each test instead of one for the describe. */
  readonly fresh?: boolean;
}

export type Options = Readonly<Record<string, OptionValue>>;

export interface ChangeReply {
  readonly transaction: string;
  readonly changed: boolean;
  readonly state: string;
  /** Unix seconds, on probation. */
  readonly deadline?: number;
  /** One sentence for each thing that could not be checked. */
  readonly warnings: readonly string[];
  readonly plan: readonly { readonly kind: string; readonly title: string; readonly preview: string }[];
}

export const scripts = '/etc/sysconfig/network-scripts';

/** Starts a host before the tests of the calling `describe` and stops it after them; a failing test prints the agents' logs. */
export function useAgentHost(options: AgentHostOptions = {}): AgentHost {
  const host = new AgentHost(options);
  const [begin, end] = options.fresh === true ? [beforeEach, afterEach] : [before, after];
  begin('a laboratory with the agent starts', () => host.start());
  afterEach('a failure shows the log', function () {
    if (this.currentTest?.state === 'failed') console.error(host.log());
  });
  end('the laboratory ends', () => host.stop());
  return host;
}

export class AgentHost {
  readonly #options: AgentHostOptions;
  #lab: Laboratory | undefined;
  #agents: Agent[] = [];

  constructor(options: AgentHostOptions = {}) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#agents = [];
    this.#lab = await Laboratory.start(this.#options);
    await eventually('duplicate address detection is over', () => this.#isSettled());
    if (this.#options.noAgent !== true) await this.startAgent(this.#options.agent);
  }

  async stop(): Promise<void> {
    await this.#lab?.stop();
    this.#lab = undefined;
  }

  async #isSettled(): Promise<boolean> {
    return (await this.lab.hostOk(['ip', '-6', 'addr', 'show', 'tentative'])).stdout === '';
  }

  get lab(): Laboratory {
    if (this.#lab === undefined) throw new Error('the laboratory has not started');
    return this.#lab;
  }

  /** The latest one. */
  get agent(): Agent {
    const agent = this.#agents.at(-1);
    if (agent === undefined) throw new Error('the agent has not started');
    return agent;
  }

  async startAgent(options?: AgentOptions): Promise<Agent> {
    const agent = await this.lab.startAgent(options);
    this.#agents.push(agent);
    return agent;
  }

  /** Kills it with SIGKILL, and returns when it is gone. */
  async killAgent(): Promise<void> {
    this.agent.kill('SIGKILL');
    await this.agent.ended;
  }

  /** The last lines of the laboratory's last agents. */
  log(): string {
    const ends = this.#agents.slice(-3).map((agent) => agent.log().split('\n').slice(-20).join('\n'));
    return ends.map((end, index) => `── agent ${index + 1}\n${end}`).join('\n');
  }

  /** As operator1, who is authorised to do everything, by default. */
  call(method: string, args: readonly CallArgument[] = [], user = 'operator1'): Promise<CallResult> {
    return this.lab.call(method, args, { user });
  }

  /** A call that must succeed; throws with the error's name and sentence. */
  async reply(method: string, args: readonly CallArgument[] = [], user = 'operator1'): Promise<readonly unknown[]> {
    const result = await this.call(method, args, user);
    if (result.ok) return result.reply;
    throw new Error(`${method} ${JSON.stringify(args)}: ${result.errorName}: ${result.errorMessage}`);
  }

  async change(method: string, args: readonly CallArgument[], user?: string): Promise<ChangeReply> {
    return (await this.reply(method, args, user))[0] as ChangeReply;
  }

  /** CreateBridge of br0 over eth0. */
  create(options: Options = {}, user?: string): Promise<ChangeReply> {
    return this.change('CreateBridge', ['br0', 'eth0', options], user);
  }

  /** DeleteBridge of br0. */
  delete(options: Options = {}, user?: string): Promise<ChangeReply> {
    return this.change('DeleteBridge', ['br0', options], user);
  }

  /** A file of the network scripts, by its name. */
  script(name: string): Promise<string> {
    return this.lab.readFile(join(scripts, name));
  }

  writeScript(name: string, text: string): Promise<void> {
    return this.lab.writeFile(join(scripts, name), text);
  }
}
