/** The host's services that decide about its network. */
import { AgentError } from '../contract/errors.ts';
import type { Host } from '../host/host.ts';
import type { HostState } from '../model/host-state.ts';

/** NetworkManager, as its own client sees it: nmcli(1), `general`. */
export async function readNetworkManager(host: Host): Promise<HostState['networkManager']> {
  if ((await host.commands.find('nmcli')) === undefined) return 'absent';
  const { exitCode, stdout } = await host.commands.run('nmcli', ['-t', '-f', 'RUNNING', 'general']);
  return exitCode === 0 && stdout.trim() === 'running' ? 'running' : 'stopped';
}

const initScripts = ['/etc/init.d/network', '/etc/rc.d/init.d/network'];
/** systemd.unit(5), unit file load path. */
const units = ['/etc', '/usr/lib', '/lib'].map((folder) => `${folder}/systemd/system/network.service`);

/** Whether there is a network service that would read the ifcfg files at boot, and that `restart` can call. */
export async function readNetworkService(host: Host): Promise<HostState['networkService']> {
  const found = await Promise.all([...initScripts, ...units].map((path) => host.files.exists(path)));
  if (found.includes(true)) return 'present';
  return host.systemd ? 'absent' : 'unknown';
}

/**
 * Tells the network service what to do, as this host does it: `systemctl` or `service`. Throws AgentError: CommandFailed
 * where it fails or takes longer than two minutes, Unsupported where there is no such program.
 */
export async function controlNetwork(host: Host, action: 'restart' | 'start' | 'stop', inherit: number): Promise<void> {
  const [program, args] = networkCommand(host.systemd, action);
  const { exitCode, stderr } = await host.commands.run(program, args, { timeout: 120_000, inherit });
  if (exitCode !== 0) {
    throw new AgentError(
      'CommandFailed',
      `the command '${[program, ...args].join(' ')}' failed with exit code ${exitCode}; see the log of the agent`,
      { cause: stderr },
    );
  }
}

/** The program and its arguments. */
export function networkCommand(systemd: boolean, action: string): readonly [string, readonly string[]] {
  return systemd ? ['systemctl', [action, 'network.service']] : ['service', ['network', action]];
}
