import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { startFirewalld, zoneOf } from '../../lab/firewalld/firewalld.ts';
import { restartNetworkManager } from '../../lab/network-manager/network-manager.ts';
import { becomeNetworkManagerHost, isConnected, staticProfile } from '../../lab/network-manager/only-stack.ts';
import type { ServiceProcess } from '../../lab/service-process.ts';
import { connecting, runFirewalld, takesConnections } from '../firewalld/ssh.ts';

const inZone = staticProfile.replace('[ethernet]', 'zone=work\n\n[ethernet]');

describe('a card that NetworkManager keeps, with a zone in its profile', () => {
  const host = useAgentHost({ noAgent: true });
  let firewalld: ServiceProcess;

  before('both run', async () => {
    await becomeNetworkManagerHost(host.lab, { 'uplink.nmconnection': inZone });
    firewalld = await runFirewalld(host, () => Promise.resolve());
    await becomesZone(host, 'eth0', 'work');
    await host.startAgent();
  });

  it('shares it with the bridge, and no connection is refused meanwhile', async () => {
    const refused = await connecting(host);
    await host.create();
    await isConnected(host.lab, 'br0');
    assert.equal(await zoneOf(host.lab, 'br0'), 'work');
    assert.equal(await refused(), '');
    await eventually('a new connection from the LAN', () => takesConnections(host));
  });

  it('shares it after both have started again', async () => {
    await firewalld.stop();
    firewalld = await startFirewalld(host.lab);
    await becomesZone(host, 'br0', 'work');
    await restartNetworkManager(host.lab);
    await isConnected(host.lab, 'br0');
    assert.equal(await zoneOf(host.lab, 'br0'), 'work');
    await eventually('a new connection from the LAN', () => takesConnections(host));
  });

  it('has it alone again after DeleteBridge, and no connection is refused meanwhile', async () => {
    const refused = await connecting(host);
    await host.delete();
    await isConnected(host.lab, 'eth0');
    await becomesZone(host, 'eth0', 'work');
    assert.equal(await zoneOf(host.lab, 'br0'), '');
    assert.equal(await refused(), '');
    await eventually('a new connection from the LAN', () => takesConnections(host));
  });
});

async function becomesZone({ lab }: AgentHost, name: string, zone: string): Promise<void> {
  await eventually(`'${name}' is in zone '${zone}'`, async () => (await zoneOf(lab, name)) === zone);
}
