/** The host's services, told what to do. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { ServiceAction } from '../../model/plan.ts';
import { bootReader } from './read.ts';

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
  if (action === 'enable' || action === 'disable') await requireAtBoot(host, service, action);
}

/** A bridge that the next boot does not make would be found out by that boot alone. */
async function requireAtBoot(host: Host, service: string, action: 'enable' | 'disable'): Promise<void> {
  const wrong = action === 'enable' ? ['disabled', 'masked'] : ['enabled'];
  if (!wrong.includes(await bootReader(host)(service))) return;
  throw new AgentError(
    'CommandFailed',
    `the command '${serviceCommand(host.systemd, service, action).flat().join(' ')}' reported no error, but it did not ${action} the service '${service}'; do so by hand first`,
  );
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

/**
 * It is stopped for a moment, and units that require it would be stopped with it and not started again (systemd.unit(5): Requires=).
 * So its unit alone is stopped (systemctl(1): --job-mode=).
 */
const stoppedAlone = 'NetworkManager';

/** The program and its arguments, as an administrator would type them. */
export function serviceCommand(
  systemd: boolean,
  service: string,
  action: Action,
): readonly [string, readonly string[]] {
  if (systemd) {
    const alone = service === stoppedAlone && action === 'stop' ? ['--job-mode=ignore-dependencies'] : [];
    return ['systemctl', [verbs[action] ?? action, ...alone, `${service}.service`]];
  }
  if (action === 'enable' || action === 'disable') return ['chkconfig', [service, action === 'enable' ? 'on' : 'off']];
  return ['service', [service, action]];
}
