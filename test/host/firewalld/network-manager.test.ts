import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { zoneOf, zonePath } from '../../lab/firewalld/firewalld.ts';
import { runNetworkManager } from '../network-manager/looks.ts';
import { expectConnections, runFirewalld } from './ssh.ts';

describe('a card whose zone NetworkManager asks firewalld for', () => {
  const host = useAgentHost();

  before('both run', async () => {
    await runFirewalld(host, () => Promise.resolve());
    await runNetworkManager(host, true);
    await host.lab.hostOk(['nmcli', 'connection', 'modify', 'uplink', 'connection.zone', 'work']);
    await host.lab.hostOk(['nmcli', 'device', 'reapply', 'eth0']);
    await eventually('eth0 is in the zone', async () => (await zoneOf(host.lab, 'eth0')) === 'work');
  });

  it('shares it with the bridge, which the network service brings up from then on', async () => {
    await host.create();
    assert.equal(await zoneOf(host.lab, 'br0'), 'work');
    assert.match(await host.script('ifcfg-br0'), /^ZONE=work$/m);
    assert.match(await host.lab.readFile(zonePath('work')), /<interface name="br0"\/>/);
    await expectConnections(host);
  });

  it('has it again after DeleteBridge', async () => {
    await host.delete();
    await eventually('eth0 is in the zone', async () => (await zoneOf(host.lab, 'eth0')) === 'work');
    assert.equal(await zoneOf(host.lab, 'br0'), '');
    await expectConnections(host);
  });
});
