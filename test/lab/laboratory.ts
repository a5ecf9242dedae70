/** A host, a LAN and a second machine, with a real bus and a real polkit, in namespaces that leave no trace. */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { busName } from '../../src/contract/names.ts';
import { Agent } from './agent-process.ts';
import { busctlCall, callWords, type CallArgument, type CallResult } from './bus-call.ts';
import { eventually } from './eventually.ts';
import { expectSuccess, runAt, type CommandOptions, type CommandResult } from './command.ts';
import { startHolder, type Holder } from './holder.ts';
import { settledSnapshot, snapshotScript } from './kernel-snapshot.ts';
import { Ping, pingCommand } from './ping.ts';
import type { Place } from './place.ts';
import { prepareFolder } from './prepare.ts';
import { rebootHost } from './reboot.ts';
import { Advertisements, type RouterAdvertisements } from './router-advertisements.ts';
import { ServiceProcess } from './service-process.ts';
import { startBus, startPolkit } from './system-services.ts';
import { waitForName } from './wait-for-name.ts';

const agentProgram = fileURLToPath(new URL('../../dist/agent.js', import.meta.url));

export interface LaboratoryOptions {
  /** 2 gives the host an eth1 without an address on the same LAN. */
  readonly interfaces?: 1 | 2;
  /** `taken` by default, as on a LAN with IPv6. */
  readonly routerAdvertisements?: RouterAdvertisements;
  /** Files of the host in addition to, or instead of, those in host-files.ts: a path below its root, and the text. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface AgentOptions {
  /** Arguments after `--root DIR`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node's. */
  readonly node?: readonly string[];
  /** `console` starts it in the network namespace of process 1, where it must not touch the network. */
  readonly place?: 'host' | 'console';
}

export class Laboratory {
  /** The root of the host's files: what the agent gets as `--root`. */
  readonly root: string;
  readonly #work: string;
  readonly #holder: Holder;
  /** Those that the LAN's router sends. */
  readonly advertisements: Advertisements;
  #bus: ServiceProcess | undefined;
  #polkit: ServiceProcess | undefined;
  #logs = 0;

  private constructor(work: string, holder: Holder) {
    this.#work = work;
    this.root = join(work, 'host');
    this.#holder = holder;
    this.advertisements = new Advertisements(join(work, 'log/advertisements'), (command) => this.hostOk(command));
  }

  /** Returns when the LAN answers, the bus listens and polkit is on it. */
  static async start(options: LaboratoryOptions = {}): Promise<Laboratory> {
    const work = await prepareFolder(options.files ?? {});
    const { interfaces = 1, routerAdvertisements = 'taken' } = options;
    const holder = await startHolder(work, interfaces, routerAdvertisements);
    const laboratory = new Laboratory(work, holder);
    try {
      await laboratory.startBus();
      await laboratory.startPolkit();
      return laboratory;
    } catch (error) {
      await laboratory.stop();
      throw error;
    }
  }

  /** Ends everything in the laboratory and removes its folder. */
  stop(): Promise<void> {
    return this.#holder.stop();
  }

  // Files of the host, by their path below its root.

  path(path: string): string {
    return join(this.root, path);
  }

  readFile(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8');
  }

  /** Makes the folder too. The mode is 0644 if left out. */
  async writeFile(path: string, text: string, mode = 0o644): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true });
    await writeFile(this.path(path), text);
    await chmod(this.path(path), mode);
  }

  async removeFile(path: string): Promise<void> {
    await rm(this.path(path), { recursive: true, force: true });
  }

  exists(path: string): boolean {
    return existsSync(this.path(path));
  }

  // Commands.

  /** Runs a command on the host; does not throw when it fails. */
  host(command: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return this.run('host', command, options);
  }

  /** The same; throws with its output if it fails. */
  async hostOk(command: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return expectSuccess(command, await this.host(command, options));
  }

  router(command: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return this.run('router', command, options);
  }

  machine(command: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return this.run('machine', command, options);
  }

  run(place: Place, command: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return runAt(this.#holder, place, command, options);
  }

  /** Starts a program that keeps running; it ends with the laboratory at the latest. */
  spawn(place: Place, command: readonly string[], env?: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    return ServiceProcess.start(this.#holder, place, command, this.#newLog(), env);
  }

  // The bus and the agent on it.

  /** `name` on a bus of its own at the standard path, with the stock policy. */
  async startBus(): Promise<void> {
    this.#bus = await startBus(this);
  }

  async stopBus(): Promise<void> {
    await this.#bus?.stop();
  }

  async startPolkit(): Promise<void> {
    this.#polkit = await startPolkit(this);
  }

  async stopPolkit(): Promise<void> {
    await this.#polkit?.stop();
  }

  /** It is on the bus and answers nothing until `thawPolkit`. */
  freezePolkit(): void {
    this.#polkit?.kill('SIGSTOP');
  }

  /** By SIGKILL, also while it is frozen. */
  async killPolkit(): Promise<void> {
    this.#polkit?.kill('SIGKILL');
    this.#polkit?.kill('SIGCONT');
    await this.#polkit?.ended;
  }

  thawPolkit(): void {
    this.#polkit?.kill('SIGCONT');
  }

  /** Starts `dist/agent.js`; returns when it owns its name and has tidied up, and rejects with its log if it ends before that. */
  async startAgent(options: AgentOptions = {}): Promise<Agent> {
    const { node = [], args = [] } = options;
    const command = [process.execPath, ...node, agentProgram, '--root', this.root, ...args];
    const agent = await this.spawn(options.place ?? 'host', command, options.env);
    const failed = agent.ended.then((status) => `it ended with ${status}`);
    const problem = await Promise.race([this.#waitForName(busName), failed]);
    if (problem === undefined) {
      // Tests look at the state folder, and count the agent's system calls, as soon as it has tidied up.
      await eventually('the agent is ready', () => !agent.running || agent.log().includes('"msg":"ready"'));
      return new Agent(agent);
    }
    await agent.stop('SIGKILL');
    throw new Error(`the agent did not start: ${problem}\n${agent.log()}`);
  }

  /** Calls a method of the agent: `call('CreateBridge', ['br0', 'eth0', { mtu: 1400 }], { user: 'operator1' })`. */
  call(method: string, args: readonly CallArgument[] = [], options?: CommandOptions): Promise<CallResult> {
    return this.busctl(callWords(method, args), options);
  }

  /** `busctl --system call` with these words: name, path, interface, method, signature and arguments. */
  busctl(words: readonly string[], options?: CommandOptions): Promise<CallResult> {
    return busctlCall((command, how) => this.host(command, how), words, options);
  }

  // What can be seen from outside.

  /** Pings an address of the host from the second machine, every millisecond; returns once it answers. */
  async ping(address: string, { intervalMs = 1 }: { intervalMs?: number } = {}): Promise<Ping> {
    const file = this.#newLog();
    // Until the LAN has learned where the host is, replies would be delayed or lost.
    await eventually(`${address} answers`, () => this.#answers(address));
    const command = pingCommand(address, intervalMs);
    const ping = new Ping(await ServiceProcess.start(this.#holder, 'machine', command, file), file);
    await ping.firstReply();
    return ping;
  }

  /**
   * The host's links, addresses, routes and rules without indices and clocks, taken once the host has what its router
   * advertises, and the kernel has settled.
   */
  async snapshotKernel(): Promise<string> {
    await this.advertisements.taken();
    return settledSnapshot(async () => (await this.hostOk(['sh', '-c', snapshotScript])).stdout);
  }

  /**
   * Reboots the host: ends every process on it, including the agent, removes its network, gives
   * it another boot id, runs `beforeNetwork` (the unit that runs at boot), and starts the network service.
   */
  reboot(beforeNetwork: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    return rebootHost(this, beforeNetwork);
  }

  #newLog(): string {
    this.#logs += 1;
    return join(this.#work, 'log', String(this.#logs));
  }

  async #answers(address: string): Promise<boolean> {
    return (await this.machine(['ping', '-c', '1', '-W', '0.5', address])).exitCode === 0;
  }

  /** Undefined once the name has an owner, else the error. */
  async #waitForName(name: string): Promise<string | undefined> {
    const { exitCode, stderr } = await this.run('console', waitForName(name));
    return exitCode === 0 ? undefined : stderr;
  }
}
