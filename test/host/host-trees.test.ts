/** Each host of test/hosts that this kernel can have: booted, put behind a bridge while it runs, and booted again. */
import assert from 'node:assert/strict';
import { useAgentHost } from '../lab/agent-host/agent-host.ts';
import { identityOf, type Files } from '../lab/agent-host/snapshot.ts';
import { becomeDhcpHost, startDhcpServer } from '../lab/dhcp/dhcp.ts';
import {
  expectHost,
  isBootable,
  optionsOf,
  readTree,
  whatHostHas,
  whenLeased,
  writeTree,
} from '../lab/host-trees/booted.ts';
import { hostTrees } from '../lab/host-trees/trees.ts';

/** A folder's time is that of its last new file. */
function isFolderOrState(path: string, what: string): boolean {
  return what.startsWith('4') || path.startsWith('/var/lib/bridgehead/');
}

describe('a host of the collection', () => {
  const host = useAgentHost({ noAgent: true, interfaces: 2, routerAdvertisements: 'none' });

  before('it can be booted again and again', async () => {
    await startDhcpServer(host.lab);
    for (const gateway of ['203.0.113.1/32', '203.0.113.254/32'])
      await host.lab.router(['ip', 'addr', 'add', gateway, 'dev', 'lan0']);
    await becomeDhcpHost(host.lab);
    // Duplicate address detection would take a second or two of each boot.
    await host.lab.hostOk(['sysctl', '-q', 'net.ipv6.conf.default.accept_dad=0', 'net.ipv6.conf.all.accept_dad=0']);
  });

  it('has no other file changed by it, not even in its time', async () => {
    const tree = hostTrees().find(({ name }) => name === 'aliases');
    await writeTree(host.lab, tree?.before ?? new Map());
    await host.lab.reboot();
    await host.startAgent();
    const old = await identityOf(host.lab);
    const { plan } = await host.create();
    const now = await identityOf(host.lab);
    const named = plan.flatMap(({ preview }) => preview.match(/(?<=^(?:---|\+\+\+) )\/(?!dev\/null)\S+/gm) ?? []);
    const others = (files: Files): Files => {
      const kept = Object.entries(files).filter(
        ([path, what]) => !named.includes(path) && !isFolderOrState(path, what),
      );
      return Object.fromEntries(kept);
    };
    assert.ok(named.includes('/etc/sysconfig/network-scripts/ifcfg-br0:web'));
    assert.deepEqual(others(now.files), others(old.files));
  });

  for (const { name, asked, before, after = new Map<string, string>() } of hostTrees().filter(isBootable)) {
    const { interface: device = 'eth0', bridge = 'br0', addressing = 'keep' } = asked;

    it(`${name} keeps what it had when it gets a bridge, and at the next boot`, async () => {
      await writeTree(host.lab, before);
      await host.lab.reboot();
      await whenLeased(host.lab, device, before);
      const start = await whatHostHas(host.lab, device);
      await host.startAgent();
      await host.change('CreateBridge', [bridge, device, optionsOf(asked)]);
      assert.deepEqual(await readTree(host.lab, after), Object.fromEntries(after));
      const live = await whatHostHas(host.lab, bridge);
      if (addressing === 'keep') await expectHost(host.lab, bridge, { network: start.network });
      await host.lab.reboot();
      await expectHost(host.lab, bridge, live);
    });
  }
});
