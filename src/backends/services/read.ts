/** The host's services that decide about its network. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { AtBoot, HostState } from '../../model/host-state.ts';
import type { ServiceAction } from '../../model/plan.ts';

type Action = Exclude<ServiceAction, 'nothing'>;

const initScripts = ['/etc/init.d/network', '/etc/rc.d/init.d/network'];
/** systemd.unit(5), unit file load path. */
const units = ['/etc', '/usr/lib', '/lib'].map((folder) => `${folder}/systemd/system/network.service`);

/** Whether there is a network service that would read the ifcfg files at boot, and that `restart` can call. */
export async function readNetworkService(host: Host): Promise<HostState['networkService']> {
  const found = await Promise.all([...initScripts, ...units].map((path) => host.files.exists(path)));
  if (found.includes(true)) return 'present';
  return host.systemd ? 'absent' : 'unknown';
}

/** Milliseconds; it answers in a few, on a busy machine in seconds, and a plan must not wait long for one that hangs. */
const patience = 20_000;

/** Whether the next boot starts the service: systemctl(1) is-enabled, or chkconfig(8). Never throws. */
export async function readAtBoot(host: Host, service: string): Promise<AtBoot> {
  const [program, args] = host.systemd
    ? ['systemctl', ['is-enabled', `${service}.service`]]
    : ['chkconfig', ['--list', service]];
  const result = await host.commands.run(program, args, { timeout: patience }).catch(() => undefined);
  return result === undefined ? 'unknown' : parseAtBoot(result.stdout, result.exitCode);
}

/**
 * `enabled`, or `network  0:off 1:off 2:on 3:on 4:on 5:on 6:off`; systemctl has an exit code of its own for each. What is
 * enabled until the next boot only (`enabled-runtime`) is not enabled then.
 */
export function parseAtBoot(text: string, exitCode: number): AtBoot {
  const levels = text.match(/\b[2-5]:(?:on|off)\b/g);
  if (levels !== null && exitCode === 0) return levels.some((one) => one.endsWith('on')) ? 'enabled' : 'disabled';
  const word = text.trim().split('\n').at(-1) ?? '';
  if (word === 'enabled') return 'enabled';
  return ['disabled', 'enabled-runtime', 'masked'].includes(word) ? 'disabled' : 'unknown';
}

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
