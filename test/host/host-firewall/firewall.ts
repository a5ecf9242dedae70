/** A host whose firewall lets in what comes by eth0 to one port, and a machine that wants to connect. */
import { eventually } from '../../lab/eventually.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';
import { openPort } from '../../lab/firewall/rules.ts';

const listen = `require('net').createServer((one) => one.end()).listen(${openPort}, '::')`;

export async function sh(host: AgentHost, script: string): Promise<string> {
  return (await host.lab.hostOk(['sh', '-ec', script])).stdout;
}

/** A server on the host. */
export async function startServer(host: AgentHost): Promise<void> {
  await host.lab.spawn('host', [process.execPath, '-e', listen]);
  await eventually(
    'the server listens',
    async () => (await host.lab.host(['sh', '-c', `ss -ltn | grep -q :${openPort}`])).exitCode === 0,
  );
}

/** Whether a machine on the LAN gets a new connection. */
export async function connects(host: AgentHost, address: string): Promise<boolean> {
  const words = ['timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${openPort}`];
  return (await host.lab.machine(words)).exitCode === 0;
}

/** The hosts' addresses. */
export const addresses = ['192.0.2.10', '2001:db8:1::10'] as const;
