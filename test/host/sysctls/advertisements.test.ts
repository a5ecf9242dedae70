import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { advertisedAddress } from '../../lab/router-advertisements.ts';
import { silence } from '../../lab/ping.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { globalAddresses, linkOf, routesOf } from '../../lab/agent-host/kernel.ts';
import { hostAddresses } from '../../lab/agent-host/lan.ts';
import { settingOf, set } from './settings.ts';

const advertised = `${advertisedAddress}/64`;

async function hasAddress(host: AgentHost, device: string): Promise<boolean> {
  return globalAddresses(await linkOf(host.lab, device)).includes(advertised);
}

/** Default routes of IPv6, as `fe80::1 br0 1024`, by what they are: gateway, device and metric. */
async function defaultsOf(host: AgentHost): Promise<string[]> {
  const { stdout } = await host.lab.hostOk(['ip', '-j', '-6', 'route', 'show', 'default']);
  const routes = JSON.parse(stdout) as readonly { gateway: string; dev: string; metric: number; nexthops?: unknown }[];
  assert.ok(routes.every(({ nexthops }) => nexthops === undefined));
  return routes.map(({ gateway, dev, metric }) => `${gateway} ${dev} ${metric}`).sort();
}

/** The host's file leaves IPv6 to the router's advertisements, besides one address. */
const byAdvertisement = `DEVICE=eth0
HWADDR=52:54:00:12:34:56
TYPE=Ethernet
BOOTPROTO=none
ONBOOT=yes
IPADDR=192.0.2.10
PREFIX=24
GATEWAY=192.0.2.1
IPV6INIT=yes
IPV6ADDR=2001:db8:1::10/64
`;

async function leaveToRouter(host: AgentHost): Promise<void> {
  await host.writeScript('ifcfg-eth0', byAdvertisement);
  await host.lab.hostOk(['ip', '-6', 'route', 'del', 'default', 'via', '2001:db8:1::1']);
}

describe('a host with an address by router advertisement', () => {
  const host = useAgentHost({ fresh: true });

  it('moves with it, without a lost packet, and leaves nothing on the port', async () => {
    const pings = await Promise.all([...hostAddresses, advertisedAddress].map((one) => host.lab.ping(one)));
    await host.create();
    const counts = await Promise.all(pings.map((ping) => ping.stop()));
    for (const count of counts) assert.ok(count.received > 0 && count.longestLoss < silence, JSON.stringify(count));
    await host.lab.advertisements.more(3);
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'eth0')), []);
    assert.deepEqual(
      (await routesOf(host.lab)).filter((route) => route.endsWith(' eth0')),
      [],
    );
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'br0')), [
      '192.0.2.10/24',
      advertised,
      '2001:db8:1::10/64',
    ]);
    assert.deepEqual(await defaultsOf(host), ['2001:db8:1::1 br0 1', 'fe80::1 br0 1024']);
  });

  it('has its lifetimes renewed on the bridge, where the router is the only one', async () => {
    await leaveToRouter(host);
    await host.create();
    const left = async (): Promise<number> => {
      const { stdout } = await host.lab.hostOk(['ip', '-j', '-6', 'addr', 'show', 'dev', 'br0']);
      const [{ addr_info: infos } = { addr_info: [] }] = JSON.parse(stdout) as readonly {
        readonly addr_info: readonly { readonly local: string; readonly valid_life_time: number }[];
      }[];
      return infos.find(({ local }) => local === advertisedAddress)?.valid_life_time ?? 0;
    };
    await host.lab.hostOk([
      'ip',
      'addr',
      'change',
      advertised,
      'dev',
      'br0',
      'valid_lft',
      '1000',
      'preferred_lft',
      '900',
    ]);
    await eventually('an advertisement has renewed it', async () => (await left()) > 1500);
  });

  it('has a default route by the router alone, which moves too', async () => {
    await leaveToRouter(host);
    assert.deepEqual(await defaultsOf(host), ['fe80::1 eth0 1024']);
    await host.create();
    const [now] = (await defaultsOf(host)).slice(-1);
    assert.equal(now, 'fe80::1 br0 1025');
    await host.lab.advertisements.more(2);
    // What we have moved yields to the router's own, and lasts no longer than the router said.
    assert.deepEqual(await defaultsOf(host), ['fe80::1 br0 1024', 'fe80::1 br0 1025']);
    await host.delete();
    await host.lab.advertisements.more(2);
    assert.deepEqual(await defaultsOf(host), ['fe80::1 eth0 1024', 'fe80::1 eth0 1025']);
  });

  it('keeps advertisements off the port, and gives them back to the interface when the bridge is deleted', async () => {
    await host.create();
    assert.deepEqual(await settingOf(host, 'net.ipv6.conf.eth0.accept_ra'), '0');
    assert.deepEqual(await settingOf(host, 'net.ipv6.conf.eth0.autoconf'), '0');
    assert.deepEqual(await settingOf(host, 'net.ipv6.conf.br0.accept_ra'), '1');
    await host.delete();
    assert.deepEqual(await settingOf(host, 'net.ipv6.conf.eth0.accept_ra'), '1');
    assert.deepEqual(await settingOf(host, 'net.ipv6.conf.eth0.autoconf'), '1');
    assert.ok(await hasAddress(host, 'eth0'));
    await host.lab.advertisements.more(2);
    assert.deepEqual(await defaultsOf(host), ['2001:db8:1::1 eth0 1', 'fe80::1 eth0 1024']);
  });

  it('has them back when the change is rolled back', async () => {
    const { transaction } = await host.create();
    await host.reply('Rollback', [transaction]);
    assert.equal(await settingOf(host, 'net.ipv6.conf.eth0.accept_ra'), '1');
    assert.ok(await hasAddress(host, 'eth0'));
    await host.lab.advertisements.more(2);
    assert.deepEqual(await defaultsOf(host), ['2001:db8:1::1 eth0 1', 'fe80::1 eth0 1024']);
  });

  it('takes no more where it was told so in the end', async () => {
    await set(host, 'net.ipv6.conf.eth0.accept_ra', '0');
    await host.create();
    assert.equal(await settingOf(host, 'net.ipv6.conf.br0.accept_ra'), '0');
  });

  it('has addresses that change for privacy on the bridge alone', async () => {
    const temporary = async (device: string): Promise<boolean> =>
      (await host.lab.hostOk(['ip', '-6', 'addr', 'show', 'dev', device, 'temporary'])).stdout !== '';
    await set(host, 'net.ipv6.conf.eth0.use_tempaddr', '2');
    await eventually('eth0 has a temporary address', () => temporary('eth0'));
    await host.create();
    assert.equal(await settingOf(host, 'net.ipv6.conf.br0.use_tempaddr'), '2');
    await eventually('br0 has a temporary address', () => temporary('br0'));
    await eventually('the port has none left', async () => !(await temporary('eth0')));
  });

  it('is on the bridge alone after the next boot', async () => {
    await leaveToRouter(host);
    await host.create();
    await host.lab.reboot();
    await eventually('br0 has its advertised address', () => hasAddress(host, 'br0'));
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'eth0')), []);
    assert.equal(await settingOf(host, 'net.ipv6.conf.eth0.accept_ra'), '0');
  });
});

describe('a host that takes no router advertisements', () => {
  const host = useAgentHost({
    fresh: true,
    routerAdvertisements: 'ignored',
    files: { '/etc/sysctl.d/50-lan.conf': 'net.ipv6.conf.eth0.accept_ra = 0\n' },
  });

  it('takes none on the bridge either, now and after the next boot', async () => {
    await host.create();
    await host.lab.advertisements.more(3);
    const expected = ['192.0.2.10/24', '2001:db8:1::10/64'];
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'br0')), expected);
    assert.deepEqual(await defaultsOf(host), ['2001:db8:1::1 br0 1']);
    assert.match(await host.lab.readFile('/etc/sysctl.d/90-bridgehead.conf'), /^net\.ipv6\.conf\.br0\.accept_ra = 0$/m);
    await host.lab.reboot();
    await host.lab.advertisements.more(3);
    assert.equal(await settingOf(host, 'net.ipv6.conf.br0.accept_ra'), '0');
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'br0')), expected);
  });

  it('takes those that a router may take on the bridge', async () => {
    await set(host, 'net.ipv6.conf.eth0.accept_ra', '2');
    await set(host, 'net.ipv6.conf.eth0.forwarding', '1');
    await host.create();
    assert.equal(await settingOf(host, 'net.ipv6.conf.br0.accept_ra'), '2');
    assert.equal(await settingOf(host, 'net.ipv6.conf.br0.forwarding'), '1');
    assert.equal(await settingOf(host, 'net.ipv6.conf.eth0.accept_ra'), '0');
  });
});
