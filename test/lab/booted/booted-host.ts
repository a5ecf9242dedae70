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
import { commandPatience, killedAfter, type CommandOptions, type CommandResult } from '../command.ts';
import { eventually } from '../eventually.ts';
import { plainEnvironment } from '../place.ts';
import { debianRoot } from './debian.ts';
import { writeContainerFiles } from './files.ts';
import { addNames } from './names.ts';
import { SystemdHost } from './systemd-host.ts';

const inside = fileURLToPath(new URL('inside.sh', import.meta.url));
const isolation = '--pid --fork --kill-child --mount --propagation private --mount-proc'.split(' ');
/** Milliseconds for a boot while other tests run. */
const bootDeadline = 240_000;

/** Finds process 1 of the container, the one child of systemd-nspawn that has a pid namespace of its own. */
const enterContainer = `
for child in $(cat "/proc/$(cat /run/nspawn)/task"/*/children); do
  [ "$(readlink "/proc/$child/ns/pid")" = "$(readlink /proc/1/ns/pid)" ] || exec nsenter --target "$child" --all -- "$@"
done
echo 'the host is off' >&2
exit 125`;

export class BootedHost extends SystemdHost {
  readonly #work: string;
  readonly #child: ChildProcess;
  readonly #said: Interface;
  readonly #pid: number;

  private constructor(work: string, child: ChildProcess, said: Interface) {
    super();
    this.#work = work;
    this.#child = child;
    this.#said = said;
    this.#pid = Number(readFileSync(`/proc/${child.pid ?? 0}/task/${child.pid ?? 0}/children`, 'utf8'));
  }

  /** Returns when it has booted. @param names whether it can have systemd-resolved, see names.ts. Needs `dist`; the first one on a machine makes the root folder too. */
  static async start({ networkManager = false, names = false } = {}): Promise<BootedHost> {
    const root = await debianRoot();
    const work = await mkdtemp(join(tmpdir(), 'bridgehead-booted-'));
    try {
      await mkdir(join(work, 'upper'));
      await writeContainerFiles(join(work, 'upper'), networkManager);
      if (names) await addNames(join(work, 'upper'));
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
    await host.waitForBoot(bootDeadline);
    return host;
  }

  /** Ends everything in it and removes its folder. */
  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await ended;
  }

  override async run(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const identity = options.user === undefined ? [] : ['runuser', '-u', options.user, '--'];
    const words = ['--target', String(this.#pid), '--pid', '--mount', '--', 'sh', '-c', enterContainer, 'sh'];
    const timeout = options.timeoutMs ?? commandPatience;
    const { stdout, stderr, exitCode, timedOut } = await execa('nsenter', [...words, ...identity, ...command], {
      reject: false,
      stripFinalNewline: false,
      extendEnv: false,
      env: { ...plainEnvironment, ...options.env },
      input: options.input ?? '',
      timeout,
      forceKillAfterDelay: 500,
    });
    const ended = timedOut ? killedAfter(command, timeout) : '';
    return { stdout, stderr: stderr + ended, exitCode: exitCode ?? 137 };
  }

  /** Shuts down and boots; returns when it is up. */
  async reboot(): Promise<void> {
    const before = this.#container();
    await this.run(['systemctl', 'reboot']);
    // Asked from outside: systemd-shutdown(8) stops (SIGSTOP) what runs in the host, and nsenter(1) stays stopped with it.
    await eventually('another boot', () => this.#container() !== before, bootDeadline);
    await this.waitForBoot(bootDeadline);
  }

  /** Cuts and restores its power; returns when it is up again. */
  async cutPower(): Promise<void> {
    for (const word of ['cut', 'boot']) {
      this.#child.stdin?.write(`${word}\n`);
      await once(this.#said, 'line');
    }
    await this.waitForBoot(bootDeadline);
  }

  /** Counts its boots. */
  #container(): string {
    return readFileSync(`/proc/${this.#pid}/root/run/nspawn`, 'utf8');
  }

  protected override console(): Promise<string> {
    return readFile(join(this.#work, 'console'), 'utf8').catch(() => '');
  }
}
