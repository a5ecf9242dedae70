/** A host whose card is in a zone with ssh, beside a default zone without. */
import assert from 'node:assert/strict';
import { installFirewalld, startFirewalld, zonePath } from '../../lab/firewalld/firewalld.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';
import type { ServiceProcess } from '../../lab/service-process.ts';

/** Lists eth0 in the zone `work`. */
export async function listCard(host: AgentHost): Promise<void> {
  const text = await host.lab.readFile(zonePath('work'));
  await host.lab.writeFile(zonePath('work'), text.replace('</zone>', '  <interface name="eth0"/>\n</zone>'));
}

/** @param prepare the files, before firewalld starts. */
export async function runFirewalld(host: AgentHost, prepare = listCard): Promise<ServiceProcess> {
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
