import assert from 'node:assert/strict';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import type { Laboratory } from '../../lab/laboratory.ts';

const files = {
  '/etc/sysconfig/network': 'NETWORKING=yes\nNOZEROCONF=yes\nGATEWAYDEV=eth0\nIPV6_DEFAULTDEV=eth0\n',
  '/etc/sysconfig/static-routes-ipv6': '# old style\neth0 2001:db8:77::/48 2001:db8:1::1\n',
  [`${scripts}/ifcfg-eth0:1`]: 'DEVICE=eth0:1\nIPADDR=192.0.2.30\nNETMASK=255.255.255.0\n',
  [`${scripts}/ifcfg-eth0:web`]: 'IPADDR=203.0.113.9\nNETMASK=255.255.255.240\nPREFIX=28\n',
  [`${scripts}/ifcfg-eth0-range0`]: 'IPADDR_START=192.0.2.40\nIPADDR_END=192.0.2.42\nCLONENUM_START=7\n',
  [`${scripts}/route-eth0`]:
    '# the branches, dev eth0\n198.51.100.0/24 via 192.0.2.1 dev eth0 initcwnd 10 mtu 1400\n192.0.2.99 dev eth0 scope link\n' +
    'default via 192.0.2.1 dev eth0 table 100\ndefault via 192.0.2.99 dev eth0 metric 900',
  [`${scripts}/eth0.route`]: 'ADDRESS0=10.1.0.0\nNETMASK0=255.255.0.0\nGATEWAY0=192.0.2.1\n',
  [`${scripts}/route6-eth0`]: '2001:db8:99::/48 via 2001:db8:1::1 dev eth0\n',
  [`${scripts}/rule-eth0`]: 'from 192.0.2.30 table 100 priority 100\niif eth0 fwmark 0x7/0xff lookup 100 prio 101\n',
  [`${scripts}/rule6-eth0`]: 'from 2001:db8:1::/64 iif eth0 lookup 100 priority 102\n',
};

/** Addresses with their labels, routes and rules, without what routers advertise; the bridge's are called the interface's. */
async function layer3Of(lab: Laboratory): Promise<readonly string[]> {
  const commands = [
    '-4 -o addr',
    '-6 -o addr',
    '-4 route show table all',
    '-6 route show table all',
    '-4 rule',
    '-6 rule',
  ];
  const { stdout } = await lab.hostOk(['sh', '-c', commands.map((words) => `ip ${words}`).join('; ')]);
  return stdout
    .split('\n')
    .filter((line) => !/table local|fe80|ff00::|proto (?:ra|kernel_ra)|dynamic|expires/.test(line))
    .map((line) =>
      line
        .replace(/^\d+: (?=\w+ +inet)/, '')
        .replace(' nodad', '')
        .replaceAll('br0', 'eth0')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .toSorted();
}

describe('a host with aliases, routes in both formats, rules and a device for its default route', () => {
  const host = useAgentHost({ fresh: true, noAgent: true, files });

  beforeEach('the host boots from these files', () => host.lab.reboot());

  it('has all of it on the bridge, now and after the next boot, and back again', async () => {
    const start = await networkOf(host.lab);
    const layer3 = await layer3Of(host.lab);
    for (const what of [
      'eth0:1',
      'eth0:web',
      'eth0:9',
      'table 100',
      '10.1.0.0/16',
      '2001:db8:77::/48',
      'fwmark 0x7/0xff',
    ]) {
      assert.ok(
        layer3.some((line) => line.includes(what)),
        `${what} in ${layer3.join('\n')}`,
      );
    }
    await host.startAgent();
    expectNoSilence(await whileLanPings(host.lab, () => host.create()));
    assert.deepEqual(await layer3Of(host.lab), layer3);
    assert.equal((await host.lab.hostOk(['ip', '-4', '-o', 'addr', 'show', 'dev', 'eth0'])).stdout, '');
    await host.lab.reboot();
    assert.deepEqual(await layer3Of(host.lab), layer3);
    await host.startAgent();
    const [healthy, findings] = await host.reply('Verify', ['br0', {}]);
    assert.equal(healthy, true, JSON.stringify(findings, null, 1));
    await host.delete();
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('has all of it on the interface again after a rollback', async () => {
    const start = await networkOf(host.lab);
    await host.startAgent();
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe('a rented server, whose only address has a peer as its gateway', () => {
  const host = useAgentHost({
    noAgent: true,
    files: {
      [`${scripts}/ifcfg-eth0`]:
        'DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nHWADDR=52:54:00:12:34:56\nIPADDR=192.0.2.10\nNETMASK=255.255.255.255\n' +
        'SCOPE="peer 192.0.2.1"\nIPV6INIT=yes\nIPV6ADDR=2001:db8:1::10/64\nIPV6_DEFAULTGW=fe80::1%eth0\nIPV6_AUTOCONF=no\n',
      [`${scripts}/route-eth0`]: 'ADDRESS0=0.0.0.0\nNETMASK0=0.0.0.0\nGATEWAY0=192.0.2.1\n',
    },
  });

  /** A router may be heard before IPV6_AUTOCONF=no counts, for which the link must be up (initscripts: ifup-eth, ifup-ipv6). */
  async function reboot(): Promise<void> {
    await host.lab.reboot();
    for (const device of ['eth0', 'br0']) await host.lab.host(['ip', '-6', 'addr', 'flush', 'dev', device, 'dynamic']);
  }

  it('has both on the bridge, now and after the next boot, and back again', async () => {
    await reboot();
    const start = await networkOf(host.lab);
    const layer3 = await layer3Of(host.lab);
    assert.ok(
      layer3.some((line) => line.includes('inet 192.0.2.10 peer 192.0.2.1/32')),
      layer3.join('\n'),
    );
    await host.startAgent();
    expectNoSilence(await whileLanPings(host.lab, () => host.create()));
    assert.deepEqual(await layer3Of(host.lab), layer3);
    await reboot();
    assert.deepEqual(await layer3Of(host.lab), layer3);
    await host.startAgent();
    await host.delete();
    assert.deepEqual(await networkOf(host.lab), start);
  });
});
