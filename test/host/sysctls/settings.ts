/** Settings of the host's kernel, as sysctl(8) names them. */
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';

export async function settingOf(host: AgentHost, name: string): Promise<string> {
  return (await host.lab.hostOk(['sysctl', '-n', name])).stdout.trim();
}

export async function set(host: AgentHost, name: string, value: string): Promise<void> {
  await host.lab.hostOk(['sysctl', '-q', '-w', `${name}=${value}`]);
}
