/** The host's services that decide about its network. */
import type { Host } from '../host/host.ts';
import type { HostState } from '../model/host-state.ts';

/** NetworkManager, as its own client sees it: nmcli(1), `general`. */
export async function readNetworkManager(host: Host): Promise<HostState['networkManager']> {
  if ((await host.commands.find('nmcli')) === undefined) return 'absent';
  const { exitCode, stdout } = await host.commands.run('nmcli', ['-t', '-f', 'RUNNING', 'general']);
  return exitCode === 0 && stdout.trim() === 'running' ? 'running' : 'stopped';
}

/** Whether there is a network service that would read the ifcfg files at boot, and that `restart` can call. */
export async function readNetworkService(host: Host): Promise<HostState['networkService']> {
  const scripts = ['/etc/init.d/network', '/etc/rc.d/init.d/network', '/usr/lib/systemd/system/network.service'];
  const found = await Promise.all(scripts.map((path) => host.files.exists(path)));
  return found.includes(true) ? 'present' : 'absent';
}
