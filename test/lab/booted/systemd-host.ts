/** What tests ask of a host that systemd has booted, wherever it runs. */
import { busctlCall, callWords, type CallArgument, type CallResult } from '../bus-call.ts';
import { expectSuccess, type CommandOptions, type CommandResult } from '../command.ts';
import { eventually } from '../eventually.ts';

export abstract class SystemdHost {
  /** Runs a command on the host; does not throw when it fails. */
  abstract run(command: readonly string[], options?: CommandOptions): Promise<CommandResult>;

  /** What the host said while it booted. */
  protected abstract console(): Promise<string>;

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
