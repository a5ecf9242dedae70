import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { essenceOf, routesOf } from '../../lab/agent-host/kernel.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { expectLeaseOn, useDhcpHost } from '../dhcp/dhcp-host.ts';
import { damages } from './damages.ts';
import { expectCommand, followRemedies, followWhileHeard } from './remedies.ts';

describe('a remedy that Verify suggests, typed as root', () => {
  const host = useAgentHost({ fresh: true });

  for (const [what, check, command] of damages) {
    it(`makes the bridge healthy again: ${what}`, async () => {
      await host.create();
      const whole = await essenceOf(host.lab);
      await host.lab.hostOk(['sh', '-c', command]);
      const ill = await verify(host);
      expectCommand(ill, check);
      const cured = await followWhileHeard(host, ill);
      assert.equal(cured.healthy, true, JSON.stringify(cured.failed, null, 1));
      // An address by SLAAC of the other MAC ends with its lifetime.
      await host.lab.host(['sh', '-c', 'ip link del virbr0; ip addr del 2001:db8:1::ff:fe00:2/64 dev br0']);
      assert.deepEqual(await essenceOf(host.lab), whole);
    });
  }

  it('moves an address that was added to the interface, which the session may use, and says what its file lacks', async () => {
    await host.create();
    await host.lab.hostOk(['ip', 'addr', 'add', '192.0.2.77/24', 'dev', 'eth0']);
    const cured = await followWhileHeard(host, await verify(host));
    assert.deepEqual(cured.failed, []);
    const warned = cured.findings.filter(({ status }) => status === 'warn').map(({ check }) => check);
    assert.deepEqual(warned, ['config-bridge']);
    await expectAnswer(host.lab, '192.0.2.77');
  });

  it('turns STP on again, which the file wants', async () => {
    await host.create({ stp: true, 'forward-delay': 2 });
    for (const address of hostAddresses) await expectAnswer(host.lab, address);
    await host.lab.hostOk(['ip', 'link', 'set', 'br0', 'type', 'bridge', 'stp_state', '0']);
    const ill = await verify(host);
    expectCommand(ill, 'stp');
    const cured = await followRemedies(host, ill);
    assert.equal(cured.healthy, true, JSON.stringify(cured.failed, null, 1));
  });

  it('names the gateways that do not answer', async () => {
    await host.create();
    const lines = 'addr del 192.0.2.1/24 dev lan0\naddr del 2001:db8:1::1/64 dev lan0\naddr del fe80::1/64 dev lan0\n';
    await host.lab.router(['ip', '-batch', '-'], { input: lines });
    // A neighbour that was just confirmed is not probed again.
    await host.lab.hostOk(['ip', 'neigh', 'flush', 'dev', 'br0']);
    const { healthy, failed } = await verify(host);
    assert.equal(healthy, false);
    const finding = failed.find(({ check }) => check === 'gateway');
    assert.match(finding?.remedy ?? '', /192\.0\.2\.1 2001:db8:1::1/);
  });
});

describe('what Verify suggests of a bridge that Bridgehead did not make', () => {
  const host = useAgentHost({ fresh: true });

  it('moves the host from the interface onto the bridge', async () => {
    const lines = [
      'link add br0 address 52:54:00:12:34:56 type bridge forward_delay 0',
      'link set br0 up',
      'link set eth0 master br0',
      'route add 198.51.100.0/24 via 192.0.2.20',
    ];
    await host.lab.hostOk(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` });
    const ill = await verify(host);
    expectCommand(ill, 'addresses');
    const cured = await followWhileHeard(host, ill);
    for (const check of ['bridge', 'interface-in-bridge', 'addresses', 'default-route', 'gateway']) {
      assert.equal(cured.findings.find((one) => one.check === check)?.status, 'pass', check);
    }
    const routes = await routesOf(host.lab);
    assert.ok(routes.includes('198.51.100.0/24 via 192.0.2.20 dev br0'), routes.join('; '));
    assert.deepEqual(
      routes.filter((route) => route.endsWith('eth0')),
      [],
    );
  });
});

describe('what Verify suggests of a bridge that only the files have', () => {
  const host = useAgentHost();

  it('is one call of ours, which moves the host', async () => {
    await host.create({ activate: 'boot' });
    const ill = await verify(host);
    expectCommand(ill, 'bridge');
    const cured = await followWhileHeard(host, ill);
    assert.equal(cured.healthy, true, JSON.stringify(cured.failed, null, 1));
  });
});

describe('what Verify suggests of a bridge with an address by DHCP', () => {
  const { host } = useDhcpHost({ fresh: true });
  const endClients = 'for pid in $(pgrep -x dhclient); do kill -KILL $pid; done';

  for (const [what, check, command] of [
    ['the client runs on the interface', 'addresses', `${endClients}; dhclient -4 -q eth0`],
    ['the client is gone, and the address with it', 'addresses', `${endClients}; ip -4 addr flush dev br0`],
  ] as const) {
    it(`makes it healthy again, where ${what}`, async () => {
      await host.create();
      await host.lab.hostOk(['sh', '-c', command]);
      const ill = await verify(host);
      expectCommand(ill, check);
      const cured = await followRemedies(host, ill);
      assert.equal(cured.healthy, true, JSON.stringify(cured.failed, null, 1));
      await expectAnswer(host.lab, '192.0.2.10');
      await expectLeaseOn(host, 'br0');
    });
  }
});
