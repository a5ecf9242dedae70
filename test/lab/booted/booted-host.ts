/** A whole Debian with systemd as process 1, Bridgehead installed in it, and a LAN behind its one network card. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { busctlCall, callWords, type CallArgument, type CallResult } from '../bus-call.ts';
import { expectSuccess, type CommandOptions, type CommandResult } from '../command.ts';
import { eventually } from '../eventually.ts';
import { plainEnvironment } from '../place.ts';
import { debianRoot } from './debian.ts';
import { writeHostFiles } from './files.ts';

const inside = fileURLToPath(new URL('inside.sh', import.meta.url));
const isolation = '--pid --fork --kill-child --mount --propagation private --mount-proc'.split(' ');
const bootDeadline = 60_000;

/** Finds process 1 of the container, the one child of systemd-nspawn that has a pid namespace of its own. */
const enterContainer = `
for child in $(cat "/proc/$(cat /run/nspawn)/task"/*/children); do
  [ "$(readlink "/proc/$child/ns/pid")" = "$(readlink /proc/1/ns/pid)" ] || exec nsenter --target "$child" --all -- "$@"
done
echo 'the host is off' >&2
exit 125`;

export class BootedHost {
  readonly #work: string;
  readonly #child: ChildProcess;
  readonly #said: Interface;
  readonly #pid: number;

  private constructor(work: string, child: ChildProcess, said: Interface) {
    this.#work = work;
    this.#child = child;
    this.#said = said;
    this.#pid = Number(readFileSync(`/proc/${child.pid ?? 0}/task/${child.pid ?? 0}/children`, 'utf8'));
  }

  /** Returns when it has booted. Needs `dist`; the first one on a machine makes the root folder too. */
  static async start(): Promise<BootedHost> {
    const root = await debianRoot();
    const work = await mkdtemp(join(tmpdir(), 'bridgehead-booted-'));
    try {
      await mkdir(join(work, 'upper'));
      await writeHostFiles(join(work, 'upper'));
    } catch (error) {
      await rm(work, { recursive: true });
      throw error;
    }
    const child = spawn('unshare', [...isolation, 'bash', inside, work, root], {
      stdio: ['pipe', 'pipe', 'inherit'],
      cwd: '/',
    });
    const said = createInterface(child.stdout);
    child.stdin.write('boot\n');
    await once(said, 'line');
    const host = new BootedHost(work, child, said);
    await host.#waitForBoot();
    return host;
  }

  /** Ends everything in it and removes its folder. */
  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await ended;
  }

  /** Runs a command on the host; does not throw when it fails. */
  async run(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const identity = options.user === undefined ? [] : ['runuser', '-u', options.user, '--'];
    const words = ['--target', String(this.#pid), '--pid', '--mount', '--', 'sh', '-c', enterContainer, 'sh'];
    const { stdout, stderr, exitCode } = await execa('nsenter', [...words, ...identity, ...command], {
      reject: false,
      stripFinalNewline: false,
      extendEnv: false,
      env: { ...plainEnvironment, ...options.env },
      input: options.input ?? '',
      timeout: options.timeoutMs ?? 60_000,
      forceKillAfterDelay: 500,
    });
    return { stdout, stderr, exitCode: exitCode ?? 137 };
  }

  /** What it printed; throws with everything it said if it fails. */
  async output(...command: string[]): Promise<string> {
    return expectSuccess(command, await this.run(command)).stdout;
  }

  /** Calls a method of the agent; the bus starts it where it does not run. */
  call(method: string, args: readonly CallArgument[] = [], options?: CommandOptions): Promise<CallResult> {
    return busctlCall((command, how) => this.run(command, how), callWords(method, args), options);
  }

  /** One property of a unit, as systemctl(1) shows it. */
  async property(unit: string, name: string): Promise<string> {
    return (await this.output('systemctl', 'show', '--property', name, '--value', unit)).trim();
  }

  /** A file's text, or undefined where there is none. */
  async file(path: string): Promise<string | undefined> {
    const { stdout, exitCode } = await this.run(['cat', path]);
    return exitCode === 0 ? stdout : undefined;
  }

  /** Shuts down and boots; returns when it is up. */
  async reboot(): Promise<void> {
    const before = await this.output('cat', '/proc/sys/kernel/random/boot_id');
    await this.run(['systemctl', 'reboot']);
    await eventually(
      'another boot',
      async () => {
        const { stdout, exitCode } = await this.run(['cat', '/proc/sys/kernel/random/boot_id']);
        return exitCode === 0 && stdout !== before;
      },
      bootDeadline,
    );
    await this.#waitForBoot();
  }

  /** Takes the power away and gives it back; returns when it is up. */
  async cutPower(): Promise<void> {
    for (const word of ['cut', 'boot']) {
      this.#child.stdin?.write(`${word}\n`);
      await once(this.#said, 'line');
    }
    await this.#waitForBoot();
  }

  async #waitForBoot(): Promise<void> {
    try {
      await eventually(
        'the host is up',
        async () => {
          const { stdout } = await this.run(['systemctl', 'is-system-running']);
          return ['running', 'degraded'].includes(stdout.trim());
        },
        bootDeadline,
      );
    } catch (error) {
      const console = await readFile(join(this.#work, 'console'), 'utf8').catch(() => '');
      throw new Error(`the host did not boot:\n${console}`, { cause: error });
    }
  }
}
