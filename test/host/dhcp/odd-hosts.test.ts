import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { scriptCalls } from '../../lab/dhcp/dhcp.ts';
import { eventually } from '../../lab/eventually.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { globalAddresses, linkOf, ownAddresses, routesOf } from '../../lab/agent-host/kernel.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { uplinkFile, expectLeaseOn, useDhcpHost } from './dhcp-host.ts';

/** What RHEL 6's script does: it flushes the interface first, and sets no lifetime on the address. */
const emptyingScript = (preinit: string): string => `#!/bin/sh
echo "$reason $interface" >>/run/dhclient-script.log
case $reason in
PREINIT)
  ${preinit}
  ip link set "$interface" up
  ;;
BOUND | RENEW | REBIND | REBOOT)
  [ "$reason" = RENEW ] || ip addr add "$new_ip_address/24" broadcast "$new_broadcast_address" dev "$interface"
  ip route replace default via "$new_routers" dev "$interface"
  ;;
esac
exit 0
`;
const flush = 'ip -4 addr flush dev "$interface"';
const path = '/etc/dhcp/dhclient-script';
const file = `${uplinkFile}DHCLIENTARGS='-sf ${path}'\n`;

describe('a DHCP server that does not answer', () => {
  const { host, server } = useDhcpHost();

  it('does not prevent the bridge, whose client keeps asking', async () => {
    server().kill('SIGSTOP');
    const counts = await whileLanPings(host.lab, async () => {
      assert.equal((await host.create()).state, 'committed');
      server().kill('SIGCONT');
      await eventually('the client has its reply', async () =>
        /^(?:REBOOT|BOUND) br0$/m.test((await scriptCalls(host.lab)).join('\n')),
      );
    });
    expectNoSilence(counts);
    await expectLeaseOn(host, 'br0');
  });
});

describe('a DHCP client with a configuration of its own', () => {
  const configuration = '/etc/dhcp/dhclient-eth0.conf';
  const text =
    'timeout 20; retry 5; initial-interval 1;\ninterface "eth0" { # the rack\n  send host-name "rack-seven";\n}\n';
  const { host, server } = useDhcpHost({ prepare: ({ lab }) => lab.writeFile(configuration, text) });
  const named = (): number => server().log().split('client provides name: rack-seven').length;

  it('says on the bridge what it said before, now and after the next boot, and back again', async () => {
    const start = await networkOf(host.lab);
    const saysItAgain = async (change: () => Promise<unknown>): Promise<void> => {
      const before = named();
      await change();
      await eventually('the client has said who it is', () => named() > before);
    };
    await saysItAgain(() => host.create());
    await expectLeaseOn(host, 'br0');
    assert.match(await host.lab.readFile('/etc/dhcp/dhclient-br0.conf'), /^interface "br0" \{ # the rack$/m);
    await saysItAgain(() => host.lab.reboot());
    await expectLeaseOn(host, 'br0');
    await host.startAgent();
    await saysItAgain(() => host.delete());
    await expectLeaseOn(host, 'eth0');
    assert.deepEqual((await networkOf(host.lab)).files, start.files);
  });
});

describe('a DHCP server that gives routes and an MTU', () => {
  const code = 'option rfc3442-classless-static-routes code 121 = array of unsigned integer 8;';
  const hooks = '/etc/dhcp/dhclient-exit-hooks.d/rfc3442-classless-routes';
  const { host } = useDhcpHost({
    options: ['--dhcp-option=121,198.51.100.0/24,192.0.2.254,0.0.0.0/0,192.0.2.1', '--dhcp-option=26,1400'],
    prepare: async ({ lab }) => {
      const asks = `${code}\ntimeout 20; retry 5; initial-interval 1;\nalso request rfc3442-classless-static-routes, interface-mtu;\n`;
      await lab.writeFile('/etc/dhcp/dhclient-eth0.conf', asks);
      await lab.writeFile(hooks, await readFile(hooks, 'utf8'));
    },
  });
  const has = async (device: string): Promise<boolean> => {
    const { mtu } = await linkOf(host.lab, device);
    const routes = await routesOf(host.lab);
    const wanted = [`default via 192.0.2.1 dev ${device}`, `198.51.100.0/24 via 192.0.2.254 dev ${device}`];
    return mtu === 1400 && wanted.every((route) => routes.includes(route));
  };

  it('gives them to the bridge as well, now and after the next boot, and to the card again', async () => {
    assert.ok(await has('eth0'));
    expectNoSilence(await whileLanPings(host.lab, () => host.create()));
    assert.ok(await has('br0'));
    await host.lab.reboot();
    await eventually('routes and MTU', () => has('br0'));
    assert.equal((await linkOf(host.lab, 'eth0')).mtu, 1400);
    await host.startAgent();
    await host.delete();
    await eventually('routes and MTU', () => has('eth0'));
  });
});

describe('a dhclient script that flushes the interface unless told otherwise', () => {
  const { host } = useDhcpHost({
    file,
    prepare: ({ lab }) => lab.writeFile(path, emptyingScript(`[ "$keep_old_ip" = yes ] || ${flush}`), 0o755),
  });

  it('is told otherwise when the lease moves to the bridge and back', async () => {
    for (const [device, change] of [
      ['br0', () => host.create()],
      ['eth0', () => host.delete()],
    ] as const) {
      expectNoSilence(await whileLanPings(host.lab, change));
      assert.ok((await scriptCalls(host.lab)).includes(`REBOOT ${device}`));
      assert.deepEqual(globalAddresses(await linkOf(host.lab, device)), ownAddresses);
    }
  });
});

describe('a dhclient script that flushes the interface whatever it is told', () => {
  const { host } = useDhcpHost({
    file,
    prepare: ({ lab }) => lab.writeFile(path, emptyingScript(flush), 0o755),
  });

  it('makes the change fail with Unsupported, and nothing has changed', async () => {
    // Each renewal changes the client's files, so not all can be compared.
    const start = await networkOf(host.lab);
    assert.match(expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'Unsupported'), /script/);
    assert.deepEqual(await networkOf(host.lab), start);
    assert.equal((await host.create({ activate: 'boot' })).state, 'committed');
  });
});
