/** A whole Debian on a kernel, a disk and a network card of its own, with Bridgehead installed: its power can be cut. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { execa } from 'execa';
import { SystemdHost } from '../booted/systemd-host.ts';
import type { CommandOptions, CommandResult } from '../command.ts';
import { plainEnvironment } from '../place.ts';
import { machineSystem, writeOwnFiles, type OwnFiles } from './disk.ts';
import { openPort, type Port } from './port.ts';
import { startQemu, type Qemu } from './qemu.ts';

/** Milliseconds for a command under emulation. */
const patience = 300_000;
/** Milliseconds for a boot while other tests run. */
const bootDeadline = 1_200_000;

const noFiles: OwnFiles = { files: {}, wanted: {} };

export class VirtualMachine extends SystemdHost {
  readonly #qemu: Qemu;
  readonly #port: Port;

  private constructor(qemu: Qemu, port: Port) {
    super();
    this.#qemu = qemu;
    this.#port = port;
  }

  /**
   * Returns when it has booted. Needs `dist`; the first one on a machine makes the disk too. @param own laid over the files of
   * every machine. @param card whether it has the virtio card whose other end is QEMU's router
   */
  static async start({ own = noFiles, card = true } = {}): Promise<VirtualMachine> {
    const system = await machineSystem();
    const work = await mkdtemp(join(tmpdir(), 'bridgehead-virtual-'));
    try {
      await writeOwnFiles(join(work, 'own'), own);
      const backing = ['-F', 'raw', '-b', system.disk];
      await execa('qemu-img', ['create', '-q', '-f', 'qcow2', ...backing, join(work, 'overlay')]);
    } catch (error) {
      await rm(work, { recursive: true });
      throw error;
    }
    const qemu = await startQemu(work, system, card);
    const machine = new VirtualMachine(qemu, openPort(qemu.port));
    try {
      await machine.#bootsNow(machine.#port.begun());
      return machine;
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  /** Switches it off, and removes its folder. */
  stop(): Promise<void> {
    return this.#qemu.stop();
  }

  override run(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return this.#port.run(scriptOf(command, options), Math.ceil((options.timeoutMs ?? patience) / 1000));
  }

  /** Runs a shell script, which may leave processes behind; it is ended after `seconds`. */
  shell(script: string, seconds = patience / 1000): Promise<CommandResult> {
    return this.#port.run(script, seconds);
  }

  /** Shuts down and boots; returns when it is up. */
  async reboot(): Promise<void> {
    const reset = this.whenReset();
    // The shutdown may end runner.sh before it answers.
    this.run(['systemctl', 'reboot', '--no-block']).catch(() => undefined);
    await reset;
  }

  /** Resets it at once; returns when it is up again. */
  async cutPower(): Promise<void> {
    const boots = this.#port.begun();
    await this.#qemu.monitor.execute('system_reset');
    this.#port.forget();
    await this.#bootsNow(boots);
  }

  /** Resolves when it is up again after a reset of its own. */
  async whenReset(): Promise<void> {
    const boots = this.#port.begun();
    await once(this.#qemu.monitor.events, 'RESET');
    this.#port.forget();
    await this.#bootsNow(boots);
  }

  /** Keeps memory and disk as they are now, under a name. */
  async save(name: string): Promise<void> {
    await this.#qemu.monitor.say(`savevm ${name}`);
  }

  /** Memory and disk as they were when they were saved. */
  async load(name: string): Promise<void> {
    this.#port.forget();
    await this.#qemu.monitor.say(`loadvm ${name}`);
  }

  protected override console(): Promise<string> {
    return this.#qemu.console();
  }

  async #bootsNow(runnerBegins: Promise<void>): Promise<void> {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('nothing runs commands')), bootDeadline).unref();
    });
    try {
      await Promise.race([runnerBegins, late]);
    } catch (error) {
      throw new Error(`the machine did not boot:\n${await this.console()}`, { cause: error });
    }
    await this.waitForBoot(bootDeadline);
  }
}

/** A script that runs one command in the laboratory's plain environment, as a user, with an input. */
function scriptOf(command: readonly string[], { user, env, input }: CommandOptions): string {
  const variables = Object.entries({ ...plainEnvironment, ...env }).map(([name, value]) => `${name}=${value}`);
  const identity = user === undefined ? [] : ['runuser', '-u', user, '--'];
  const words = ['env', '-i', ...variables, ...identity, ...command].map(quote).join(' ');
  const before = input === undefined ? '' : `printf %s ${quote(input)} | `;
  return `cd /\n${before}${words}\n`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
