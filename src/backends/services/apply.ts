/** The host's services, told what to do. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { ServiceAction } from '../../model/plan.ts';

type Action = Exclude<ServiceAction, 'nothing'>;

/**
 * Tells a service what to do, as this host does it: systemctl(1), or service(8) and chkconfig(8). Throws AgentError:
 * CommandFailed where it fails or takes longer than two minutes, Unsupported where there is no such program.
 */
export async function controlService(host: Host, service: string, action: Action, inherit: number): Promise<void> {
  const [program, args] = serviceCommand(host.systemd, service, action);
  const command = host.systemd ? bySystemd(action, program, args) : holdingLock(program, args);
  const { exitCode, stderr } = await host.commands.run(...command, { timeout: 120_000, inherit });
  if (exitCode !== 0) {
    throw new AgentError(
      'CommandFailed',
      `the command '${[program, ...args].join(' ')}' failed with exit code ${exitCode}; see the log of the agent`,
      { cause: stderr },
    );
  }
}

type Command = readonly [string, readonly string[]];

/**
 * What the boot starts is changed outside of our sandbox: for a SysV service systemctl itself runs systemd-sysv-install, which
 * writes to /etc/rc.d (systemctl(1), enable), and there the agent may not write.
 */
function bySystemd(action: Action, program: string, args: readonly string[]): Command {
  if (action !== 'enable' && action !== 'disable') return [program, args];
  return ['systemd-run', ['--wait', '--pipe', '--quiet', '--collect', program, ...args]];
}

/**
 * The shell holds our lock, as descriptor 3, until the script is done, and what the script starts does not: a dhclient of
 * the network's would hold it for as long as it runs.
 */
function holdingLock(program: string, args: readonly string[]): Command {
  return ['sh', ['-c', '"$@" 3>&-; exit $?', 'sh', program, ...args]];
}

/** systemctl(1): a daemon of libvirt's that has ended for want of work has nothing to reload, and `reload` would fail. */
const verbs: Readonly<Partial<Record<Action, string>>> = { reload: 'try-reload-or-restart' };

/** The program and its arguments, as an administrator would type them. */
export function serviceCommand(
  systemd: boolean,
  service: string,
  action: Action,
): readonly [string, readonly string[]] {
  if (systemd) return ['systemctl', [verbs[action] ?? action, `${service}.service`]];
  if (action === 'enable' || action === 'disable') return ['chkconfig', [service, action === 'enable' ? 'on' : 'off']];
  return ['service', [service, action]];
}
