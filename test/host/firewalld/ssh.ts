/** A host whose card is in a zone with ssh, beside a default zone without. */
import assert from 'node:assert/strict';
import { listCard } from '../../lab/firewalld/card.ts';
import { installFirewalld, startFirewalld } from '../../lab/firewalld/firewalld.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';
import type { ServiceProcess } from '../../lab/service-process.ts';

/** @param prepare the files, before firewalld starts. */
export async function runFirewalld(
  host: AgentHost,
  prepare: (host: AgentHost) => Promise<void> = ({ lab }) => listCard(lab),
): Promise<ServiceProcess> {
  await installFirewalld(host.lab);
  await prepare(host);
  const firewalld = await startFirewalld(host.lab);
  const listen = "require('net').createServer((socket) => socket.end()).listen(22, '::')";
  await host.lab.spawn('host', [process.execPath, '-e', listen]);
  return firewalld;
}

/** Whether a new TCP connection from the LAN gets through, in each family. */
export async function takesConnections(host: AgentHost): Promise<boolean> {
  const tries = ['192.0.2.10', '2001:db8:1::10'].map(async (address) => {
    const words = ['timeout', '5', 'bash', '-c', `exec 3<>/dev/tcp/${address}/22`];
    return (await host.lab.machine(words)).exitCode === 0;
  });
  return (await Promise.all(tries)).every((success) => success);
}

export async function expectConnections(host: AgentHost): Promise<void> {
  assert.equal(await takesConnections(host), true, 'a new connection from the LAN');
}

const connect = `
const connect = (host) => require('net').connect(22, host).on('connect', function () { this.destroy(); })
  .on('error', ({ code }) => { console.log('refused', host, code); });
setInterval(() => ['192.0.2.10', '2001:db8:1::10'].forEach(connect), 20);`;

/** Opens new TCP connections from the LAN all the time. @returns what ends that, and says which were refused. */
export async function connecting({ lab }: AgentHost): Promise<() => Promise<string>> {
  const client = await lab.spawn('machine', [process.execPath, '-e', connect]);
  return async () => {
    await client.stop();
    return client.log();
  };
}
