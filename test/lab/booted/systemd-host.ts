/** A host that systemd has booted, in a container or a virtual machine. */
import { busctlCall, callWords, type CallArgument, type CallResult } from '../bus-call.ts';
import { expectSuccess, type CommandOptions, type CommandResult } from '../command.ts';
import { eventually } from '../eventually.ts';

export abstract class SystemdHost {
  /** Runs a command on the host; does not throw when it fails. */
  abstract run(command: readonly string[], options?: CommandOptions): Promise<CommandResult>;

  /** Its boot messages. */
  protected abstract console(): Promise<string>;

  /** Its standard output; throws with all output if it fails. */
  async output(...command: string[]): Promise<string> {
    return expectSuccess(command, await this.run(command)).stdout;
  }

  /** Calls a method of the agent, which the bus starts if necessary. */
  call(method: string, args: readonly CallArgument[] = [], options?: CommandOptions): Promise<CallResult> {
    return busctlCall((command, how) => this.run(command, how), callWords(method, args), options);
  }

  /** One property of a unit, as systemctl(1) shows it. */
  async property(unit: string, name: string): Promise<string> {
    return (await this.output('systemctl', 'show', '--property', name, '--value', unit)).trim();
  }

  /** Undefined if there is no file. */
  async file(path: string): Promise<string | undefined> {
    const { stdout, exitCode } = await this.run(['cat', path]);
    return exitCode === 0 ? stdout : undefined;
  }

  /** Returns when systemd has started everything. Throws with the console's text after `deadlineMs`. */
  protected async waitForBoot(deadlineMs: number): Promise<void> {
    try {
      await eventually(
        'the host is up',
        async () => {
          const { stdout } = await this.run(['systemctl', 'is-system-running']);
          return ['running', 'degraded'].includes(stdout.trim());
        },
        deadlineMs,
      );
    } catch (error) {
      throw new Error(`the host did not boot:\n${await this.console()}`, { cause: error });
    }
  }
}
