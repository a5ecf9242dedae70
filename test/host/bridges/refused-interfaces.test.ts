import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';

/** Links that are no card to bridge: how each is made and taken away, its name, and the answer. */
const links: readonly (readonly [what: string, make: string, name: string, code: ErrorCode])[] = [
  ['the loopback interface', '', 'lo', 'Refused'],
  ['a bridge', 'link add other type bridge', 'other', 'Refused'],
  ['a tun device', 'tuntap add tunnel mode tun', 'tunnel', 'Unsupported'],
  ['a tap device', 'tuntap add guest mode tap', 'guest', 'Unsupported'],
  ['a macvlan', 'link add child link eth1 type macvlan', 'child', 'Unsupported'],
  ["a card whose name can't be written safely", 'link add eth+ type veth peer name peer', 'eth+', 'Refused'],
  ['a missing interface', '', 'eth7', 'NotFound'],
  ['a name that ip prints with its parent', '', 'eth0@if3', 'NotFound'],
];

describe('an interface that cannot be bridged', () => {
  const host = useAgentHost({
    interfaces: 2,
    files: { [`${scripts}/ifcfg-eth1`]: 'DEVICE=eth1\nBOOTPROTO=none\nONBOOT=yes\n' },
  });
  const ip = (line: string) => host.lab.hostOk(['ip', ...line.split(' ')]);

  for (const [what, make, name, code] of links) {
    it(`is ${code}: ${what}`, async () => {
      if (make !== '') await ip(make);
      const sentence = await expectRefusal(host, code, 'CreateBridge', ['br0', name, {}]);
      assert.ok(sentence.includes(`'${name}'`), sentence);
      if (make !== '') await ip(`link del ${name}`);
    });
  }

  it('is Busy: a port of another bridge, which is named', async () => {
    await ip('link add other type bridge');
    await ip('link set eth1 master other');
    const sentence = await expectRefusal(host, 'Busy', 'CreateBridge', ['br0', 'eth1', {}]);
    assert.match(sentence, /'eth1'.*'other'/);
    await ip('link del other');
  });

  it("is Busy: one with a guest's macvlan on it, which is named", async () => {
    await ip('link add guest link eth1 type macvtap');
    const sentence = await expectRefusal(host, 'Busy', 'CreateBridge', ['br0', 'eth1', {}]);
    assert.match(sentence, /'guest'/);
    await ip('link del guest');
  });

  it('is Refused: the new bridge itself', async () => {
    await expectRefusal(host, 'Refused', 'CreateBridge', ['eth0', 'eth0', {}]);
  });

  it('is Exists: a name that another kind of interface has', async () => {
    await expectRefusal(host, 'Exists', 'CreateBridge', ['eth1', 'eth0', {}]);
  });

  it('is Exists: a bridge of that name that does not have the card', async () => {
    await ip('link add br0 type bridge');
    await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth0', {}]);
    await ip('link del br0');
  });

  it('is Unsupported: one with a policy routing rule of its own', async () => {
    await ip('rule add iif eth0 table 100');
    const sentence = await expectRefusal(host, 'Unsupported', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /'eth0'/);
    await ip('rule del iif eth0 table 100');
  });

  it('is said to be so by ListInterfaces, with the reason', async () => {
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
