import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { startFirewalld, zoneOf, zonePath } from '../../lab/firewalld/firewalld.ts';
import type { ServiceProcess } from '../../lab/service-process.ts';
import { expectConnections, runFirewalld, takesConnections } from './ssh.ts';

describe('a card in a zone of firewalld with ssh, beside a default zone without', () => {
  const host = useAgentHost();
  let firewalld: ServiceProcess;
  let start: unknown;

  before('firewalld runs', async () => {
    firewalld = await runFirewalld(host);
    start = await networkOf(host.lab);
  });

  it('needs that zone for new connections', async () => {
    await host.lab.hostOk(['firewall-cmd', '--zone=public', '--change-interface=eth0']);
    assert.equal(await takesConnections(host), false);
    await host.lab.hostOk(['firewall-cmd', '--zone=work', '--change-interface=eth0']);
    await expectConnections(host);
  });

  it('shares it with the bridge, and the host takes new connections', async () => {
    expectNoSilence(await whileLanPings(host.lab, () => host.create()));
    assert.deepEqual([await zoneOf(host.lab, 'br0'), await zoneOf(host.lab, 'eth0')], ['work', 'work']);
    await expectConnections(host);
    assert.equal((await host.create()).changed, false);
  });

  it('shares it after a restart of firewalld, too', async () => {
    await firewalld.stop();
    firewalld = await startFirewalld(host.lab);
    assert.equal(await zoneOf(host.lab, 'br0'), 'work');
    await expectConnections(host);
  });

  it('shares it after a reboot, when ifup has asked for the zone of the bridge', async () => {
    await host.lab.reboot(async () => {
      firewalld = await startFirewalld(host.lab);
    });
    assert.equal(await zoneOf(host.lab, 'br0'), 'work');
    await host.startAgent();
  });

  it('has it alone again after DeleteBridge', async () => {
    await host.delete();
    assert.deepEqual([await zoneOf(host.lab, 'br0'), await zoneOf(host.lab, 'eth0')], ['', 'work']);
    const now = await networkOf(host.lab);
    assert.deepEqual(now.files, (start as typeof now).files);
  });
});

describe('a card whose zone is in its ifcfg file', () => {
  const host = useAgentHost();

  before('firewalld runs', async () => {
    await host.writeScript('ifcfg-eth0', `${await host.script('ifcfg-eth0')}ZONE=work\n`);
    await runFirewalld(host, () => Promise.resolve());
    await host.lab.hostOk(['firewall-cmd', '--zone=work', '--change-interface=eth0']);
  });

  it('shares it with the bridge, now and in its file and firewalld’s', async () => {
    await host.create();
    assert.equal(await zoneOf(host.lab, 'br0'), 'work');
    assert.match(await host.script('ifcfg-br0'), /^ZONE=work$/m);
    assert.match(await host.lab.readFile(zonePath('work')), /<interface name="br0"\/>/);
    await expectConnections(host);
  });

  it('keeps another zone into which the administrator has put the bridge, and is told of the rules that come back', async () => {
    await host.lab.hostOk(['firewall-cmd', '--zone=trusted', '--change-interface=br0']);
    const { warnings } = await host.delete();
    assert.match(warnings.join('\n'), /'eth0' in zone 'work' and 'br0' in 'trusted'/);
    assert.deepEqual([await zoneOf(host.lab, 'br0'), await zoneOf(host.lab, 'eth0')], ['trusted', 'work']);
  });
});

describe('a card in the default zone of firewalld', () => {
  const host = useAgentHost();

  before('firewalld runs', () => runFirewalld(host, () => Promise.resolve()));

  it('needs no step', async () => {
    const { plan } = await host.create();
    assert.deepEqual(
      plan.filter(({ kind, preview }) => kind === 'firewalld-zone' || preview.includes('/etc/firewalld')),
      [],
    );
  });
});
