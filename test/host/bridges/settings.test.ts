import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { expectAnswer } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';

describe('the settings of a new bridge', () => {
  const host = useAgentHost({ fresh: true });

  it('include an MTU for both the bridge and its port, now and at the next boot', async () => {
    const start = await networkOf(host.lab);
    await host.create({ mtu: 1400 });
    assert.deepEqual([(await linkOf(host.lab, 'br0')).mtu, (await linkOf(host.lab, 'eth0')).mtu], [1400, 1400]);
    for (const name of ['ifcfg-br0', 'ifcfg-eth0']) assert.match(await host.script(name), /^MTU=1400$/m, name);
    await host.delete();
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('include STP and its forward delay, in the kernel and in the file', async () => {
    await host.create({ stp: true, 'forward-delay': 4 });
    const data = (await linkOf(host.lab, 'br0')).linkinfo?.info_data;
    assert.deepEqual([data?.stp_state, data?.forward_delay], [1, 400]);
    const text = await host.script('ifcfg-br0');
    assert.match(text, /^STP=on$/m);
    assert.match(text, /^DELAY=4$/m);
  });

  it('include multicast snooping: in the kernel, in the file, at the next boot, and for Verify', async () => {
    const snooping = async (): Promise<number | undefined> =>
      (await linkOf(host.lab, 'br0')).linkinfo?.info_data?.mcast_snooping;
    await host.create({ 'multicast-snooping': false });
    assert.equal(await snooping(), 0);
    assert.match(await host.script('ifcfg-br0'), /^BRIDGING_OPTS='multicast_snooping=0'$/m);
    await host.lab.reboot();
    assert.equal(await snooping(), 0);
    await host.startAgent();
    assert.deepEqual((await verify(host)).failed, []);
    await host.lab.hostOk(['ip', 'link', 'set', 'dev', 'br0', 'type', 'bridge', 'mcast_snooping', '1']);
    const [found] = (await verify(host)).failed;
    assert.equal(found?.check, 'bridge');
    await host.lab.hostOk(['sh', '-c', found.remedy]);
    assert.equal(await snooping(), 0);
    await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth0', { 'multicast-snooping': true }]);
  });

  it('default to a forward delay of fifteen seconds with STP', async () => {
    await host.create({ stp: true });
    const data = (await linkOf(host.lab, 'br0')).linkinfo?.info_data;
    assert.deepEqual([data?.stp_state, data?.forward_delay], [1, 1500]);
  });

  it('let a host with STP answer as soon as the call returns', async () => {
    await host.create({ stp: true });
    await expectAnswer(host.lab, '192.0.2.10');
  });

  it("leave NM_CONTROLLED out with networkmanager 'unchanged'", async () => {
    await host.create({ networkmanager: 'unchanged' });
    for (const name of ['ifcfg-br0', 'ifcfg-eth0']) assert.doesNotMatch(await host.script(name), /NM_CONTROLLED/, name);
  });

  for (const options of [{ mtu: 9217 }, { mtu: 1279 }, { 'forward-delay': 15 }, { stp: true, 'forward-delay': 1 }]) {
    it(`are refused with OutOfRange: ${JSON.stringify(options)}`, async () => {
      await expectRefusal(host, 'OutOfRange', 'CreateBridge', ['br0', 'eth0', options]);
    });
  }
});
