import assert from 'node:assert/strict';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { essenceOf } from '../../lab/agent-host/kernel.ts';
import { verify, type Verdict } from '../../lab/agent-host/findings.ts';

/** A damage done by hand, and the check that must report it. */
const damages: readonly (readonly [what: string, check: string, command: string])[] = [
  ['the uplink taken out of the bridge', 'interface-in-bridge', 'ip link set eth0 nomaster'],
  ['another MAC', 'mac', 'ip link set br0 address 02:00:00:00:00:02'],
  ['a smaller MTU', 'mtu', 'ip link set br0 mtu 1400'],
  ['a smaller MTU of the uplink', 'mtu', 'ip link set eth0 mtu 1400'],
  ['STP', 'stp', 'ip link set br0 type bridge stp_state 1'],
  ['an IPv4 address gone', 'addresses', 'ip addr del 192.0.2.10/24 dev br0'],
  ['an IPv6 address gone', 'addresses', 'ip addr del 2001:db8:1::10/64 dev br0'],
  ['an address on the uplink', 'addresses', 'ip addr add 192.0.2.77/24 dev eth0'],
  ['the IPv4 default route gone', 'default-route', 'ip -4 route del default'],
  ['the IPv6 default route gone', 'default-route', 'ip -6 route del default'],
  ['the default route by the uplink', 'default-route', 'ip route replace default via 192.0.2.1 dev eth0 onlink'],
  ['the bridge down', 'bridge', 'ip link set br0 down'],
  ['the uplink down', 'carrier', 'ip link set eth0 down'],
  ['the uplink in a NAT bridge', 'not-nat-bridge', 'ip link add virbr0 type bridge; ip link set eth0 master virbr0'],
  [
    'bridged frames sent to a firewall that drops them',
    'bridged-traffic',
    'iptables -P FORWARD DROP; sysctl -q net.bridge.bridge-nf-call-iptables=1',
  ],
];

const isCommand = (remedy: string): boolean => /^(ip|busctl) /.test(remedy);

/** Runs every remedy that is a command, as root, and verifies again, because one problem may hide another. */
async function followRemedies(host: AgentHost, verdict: Verdict): Promise<Verdict> {
  let now = verdict;
  for (let round = 1; !now.healthy && round <= 3; round += 1) {
    for (const { check, remedy } of now.failed.filter((finding) => isCommand(finding.remedy))) {
      const { exitCode, stderr } = await host.lab.host(['sh', '-c', remedy]);
      assert.equal(exitCode, 0, `remedy for ${check}: ${remedy}\n${stderr}`);
    }
    now = await verify(host);
  }
  return now;
}

describe('a remedy that Verify suggests, typed as root', () => {
  const host = useAgentHost({ fresh: true });

  for (const [what, check, command] of damages) {
    it(`makes the bridge healthy again: ${what}`, async () => {
      await host.create();
      const whole = await essenceOf(host.lab);
      await host.lab.hostOk(['sh', '-c', command]);
      const ill = await verify(host);
      assert.equal(ill.healthy, false);
      const finding = ill.failed.find((one) => one.check === check);
      assert.ok(finding !== undefined, `no '${check}' in ${JSON.stringify(ill.failed, null, 1)}`);
      assert.notEqual(finding.expected, finding.found);
      assert.ok(isCommand(finding.remedy), finding.remedy);
      const cured = await followRemedies(host, ill);
      assert.equal(cured.healthy, true, JSON.stringify(cured.failed, null, 1));
      await host.lab.host(['ip', 'link', 'del', 'virbr0']);
      assert.deepEqual(await essenceOf(host.lab), whole);
    });
  }

  it('names the gateways that do not answer', async () => {
    await host.create();
    const lines = 'addr del 192.0.2.1/24 dev lan0\naddr del 2001:db8:1::1/64 dev lan0\n';
    await host.lab.router(['ip', '-batch', '-'], { input: lines });
    // A neighbour that was just confirmed is not probed again.
    await host.lab.hostOk(['ip', 'neigh', 'flush', 'dev', 'br0']);
    const { healthy, failed } = await verify(host);
    assert.equal(healthy, false);
    const finding = failed.find(({ check }) => check === 'gateway');
    assert.match(finding?.remedy ?? '', /192\.0\.2\.1 2001:db8:1::1/);
  });
});
