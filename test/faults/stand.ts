/** A host on which one fault after another is tried: its two allowed states, and the way from one to the other. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallResult } from '../lab/bus-call.ts';
import type { AgentOptions, Laboratory } from '../lab/laboratory.ts';
import { eventually } from '../lab/eventually.ts';
import { AgentHost, type Options } from '../lab/agent-host/agent-host.ts';
import type { Operation } from './faults.ts';
import { sceneOf, type Scene } from './scene.ts';
import { socketsOf, traceable } from './calls/strace.ts';

/** Before CreateBridge, and after it. */
export type Situation = 'plain' | 'bridged';

export const start: Readonly<Record<Operation, Situation>> = { CreateBridge: 'plain', DeleteBridge: 'bridged' };
export const goal: Readonly<Record<Operation, Situation>> = { CreateBridge: 'bridged', DeleteBridge: 'plain' };

const state = '/var/lib/bridgehead';

export interface StandOptions {
  /** Options of both calls. */
  readonly options?: Readonly<Record<Operation, Options>>;
  /** Prepares the host before the agent starts. */
  readonly prepare?: (host: AgentHost) => Promise<AgentOptions>;
  /** Prepares it further, once the agent runs; its changes are of no account. */
  readonly begin?: (host: AgentHost) => Promise<unknown>;
  /** The two calls, where they are others than CreateBridge and DeleteBridge. */
  readonly calls?: Readonly<Record<Operation, (host: AgentHost) => Promise<CallResult>>>;
  /** What goes before each call, from one of the two states. */
  readonly before?: (host: AgentHost) => Promise<unknown>;
  /** What the caller does after a call that failed, once the agent runs again. */
  readonly after?: (host: AgentHost) => Promise<unknown>;
  /** Whether the agent says of the host what it should; by default of a bridge that is made and deleted. */
  readonly agrees?: (host: AgentHost, situation: Situation) => Promise<boolean>;
  /** What of the host is to be as it was besides the kernel and its files, a line each. */
  readonly look?: (lab: Laboratory) => Promise<readonly string[]>;
}

export class Stand {
  readonly host = new AgentHost({ noAgent: true });
  readonly scenes = new Map<Situation, Scene>();
  readonly #options: StandOptions;
  readonly #journals: string;
  #agent: AgentOptions = {};
  #situation: Situation = 'plain';

  private constructor(options: StandOptions, journals: string) {
    this.#options = options;
    this.#journals = journals;
  }

  /** Makes a laboratory, and records the two states. */
  static async make(options: StandOptions = {}): Promise<Stand> {
    const stand = new Stand(options, await mkdtemp(join(tmpdir(), 'bridgehead-journals-')));
    try {
      await stand.host.start();
      // So that the two calls enable it and disable it again.
      await stand.host.lab.hostOk(['chkconfig', 'network', 'off']);
      stand.#agent = (await options.prepare?.(stand.host)) ?? {};
      await stand.startAgent();
      await options.begin?.(stand.host);
      await stand.#keep('plain');
      await stand.#call('CreateBridge');
      await stand.#keep('bridged');
      await stand.reach('plain');
      return stand;
    } catch (error) {
      await stand.end();
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.host.stop();
    await rm(this.#journals, { recursive: true, force: true });
  }

  async startAgent(): Promise<void> {
    await this.host.startAgent({ ...this.#agent, env: { ...traceable, ...this.#agent.env } });
  }

  call(operation: Operation): Promise<CallResult> {
    const own = this.#options.calls?.[operation];
    if (own !== undefined) return own(this.host);
    const options = this.#options.options?.[operation] ?? {};
    const names = operation === 'CreateBridge' ? ['br0', 'eth0'] : ['br0'];
    return this.host.call(operation, [...names, options]);
  }

  /** Brings the host into the situation without a fault, with the journal as it was the first time. */
  async reach(situation: Situation): Promise<void> {
    const { agent } = this.host;
    // If spawn runs out of descriptors (EMFILE), Node leaks the pipes that it has already opened.
    if (agent.running && socketsOf(agent.pid).length !== 1) await this.host.killAgent();
    if (!agent.running) await this.startAgent();
    if (this.#situation !== situation) await this.#call(situation === 'plain' ? 'DeleteBridge' : 'CreateBridge');
    this.#situation = situation;
    // How many gateways a call asks depends on it.
    await this.host.lab.advertisements.taken();
    // An agent of before remembers the end of its log, and rolls nothing back where that is gone.
    if (this.#options.calls !== undefined) await this.host.killAgent();
    await this.#resetJournal();
    if (this.#options.calls !== undefined) await this.startAgent();
  }

  /** Brings the host to where the call begins. */
  async approach(operation: Operation): Promise<void> {
    await this.reach(start[operation]);
    await this.#options.before?.(this.host);
  }

  /** What the caller does once a failure is over. */
  async giveUp(): Promise<void> {
    await this.#options.after?.(this.host);
  }

  agrees(situation: Situation): Promise<boolean> {
    return (this.#options.agrees ?? hasBridge)(this.host, situation);
  }

  /** To be called after every change that the stand did not make itself. */
  isNow(situation: Situation): void {
    this.#situation = situation;
  }

  async scene(): Promise<Scene> {
    const more = (await this.#options.look?.(this.host.lab)) ?? [];
    const scene = await sceneOf(this.host.lab);
    return { ...scene, kernel: [...scene.kernel, ...more] };
  }

  async #call(operation: Operation): Promise<void> {
    await this.#options.before?.(this.host);
    const result = await this.call(operation);
    if (!result.ok) throw new Error(`${operation}: ${result.errorName}: ${result.errorMessage}`);
  }

  async #keep(situation: Situation): Promise<void> {
    this.#situation = situation;
    await eventually('duplicate address detection is over', async () => {
      return (await this.host.lab.hostOk(['ip', '-6', 'addr', 'show', 'tentative'])).stdout === '';
    });
    this.scenes.set(situation, await this.scene());
    await cp(this.host.lab.path(state), join(this.#journals, situation), { recursive: true });
  }

  /** The number of old transactions affects how many files are opened, and so which call is the nth. */
  async #resetJournal(): Promise<void> {
    const [to, from] = [this.host.lab.path(state), join(this.#journals, this.#situation)];
    const names = (await readdir(to)).filter((name) => name !== 'lock');
    await Promise.all(names.map((name) => rm(join(to, name), { recursive: true })));
    const kept = (await readdir(from)).filter((name) => name !== 'lock');
    await Promise.all(
      kept.map((name) => cp(join(from, name), join(to, name), { recursive: true, preserveTimestamps: true })),
    );
  }
}

async function hasBridge(host: AgentHost, situation: Situation): Promise<boolean> {
  if (situation === 'bridged') return (await host.reply('Verify', ['br0', {}]))[0] === true;
  return JSON.stringify(await host.reply('ListBridges')) === '[[]]';
}
