import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';

/** How an interface is made, its name, and the error; test/unit/operations/bridges/plan-create.test.ts has every kind. */
const links: readonly (readonly [what: string, make: string, name: string, code: ErrorCode])[] = [
  ['a macvlan', 'link add child link eth1 type macvlan', 'child', 'Unsupported'],
  ['an interface whose name is unsafe', 'link add eth+ type veth peer name peer', 'eth+', 'Refused'],
  ['a missing interface', '', 'eth7', 'NotFound'],
];

describe('an interface that cannot be bridged', () => {
  const host = useAgentHost({
    interfaces: 2,
    files: { [`${scripts}/ifcfg-eth1`]: 'DEVICE=eth1\nBOOTPROTO=none\nONBOOT=yes\n' },
  });
  const ip = (line: string) => host.lab.hostOk(['ip', ...line.split(' ')]);

  for (const [what, make, name, code] of links) {
    it(`is refused (${code}) when it is ${what}`, async () => {
      if (make !== '') await ip(make);
      const sentence = await expectRefusal(host, code, 'CreateBridge', ['br0', name, {}]);
      assert.ok(sentence.includes(`'${name}'`), sentence);
      if (make !== '') await ip(`link del ${name}`);
    });
  }

  it('is refused (Busy) when it is a port of another bridge, which the error names', async () => {
    await ip('link add other type bridge');
    await ip('link set eth1 master other');
    const sentence = await expectRefusal(host, 'Busy', 'CreateBridge', ['br0', 'eth1', {}]);
    assert.match(sentence, /'eth1'.*'other'/);
    await ip('link del other');
  });

  it("is refused (Busy) when a guest's macvtap is on it, which the error names", async () => {
    await ip('link add guest link eth1 type macvtap');
    const sentence = await expectRefusal(host, 'Busy', 'CreateBridge', ['br0', 'eth1', {}]);
    assert.match(sentence, /'guest'/);
    await ip('link del guest');
  });

  it('is refused (Unsupported) when a policy routing rule names it in words that are not known', async () => {
    await ip('rule add iif eth0 table 100 realms 3');
    const sentence = await expectRefusal(host, 'Unsupported', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /'eth0'/);
    await ip('rule del iif eth0 table 100 realms 3');
  });

  it('is listed as not bridgeable by ListInterfaces, with the reason', async () => {
    await ip('tuntap add tunnel mode tun');
    const [interfaces] = (await host.reply('ListInterfaces')) as [
      { name: string; bridgeable: boolean; reason: string }[],
    ];
    const reasons = new Map(interfaces.map(({ name, bridgeable, reason }) => [name, bridgeable ? true : reason]));
    assert.equal(reasons.get('eth0'), true);
    assert.match(String(reasons.get('lo')), /loopback/);
    assert.match(String(reasons.get('tunnel')), /tun/);
    await ip('link del tunnel');
  });
});
