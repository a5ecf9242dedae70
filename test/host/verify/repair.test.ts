import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { essenceOf } from '../../lab/agent-host/kernel.ts';
import { answersLan, expectAnswer, expectNoSilence, hostAddresses, whileLanPings } from '../../lab/agent-host/lan.ts';
import { damages } from './damages.ts';

describe('RepairBridge on a host that hangs on the bridge', () => {
  const host = useAgentHost();

  /** A call, during which what the LAN hears is never silent. */
  async function repair(): Promise<void> {
    const heard = await Promise.all(hostAddresses.map((address) => answersLan(host.lab, address)));
    if (heard.includes(false)) await host.change('RepairBridge', ['br0', {}]);
    else expectNoSilence(await whileLanPings(host.lab, () => host.change('RepairBridge', ['br0', {}])));
    for (const address of hostAddresses) await expectAnswer(host.lab, address);
  }

  // A bridge of another program's is left alone, with what is plugged into it.
  for (const [what, check, command] of damages.filter(([, , words]) => !words.includes('virbr0'))) {
    it(`makes it right again: ${what}`, async () => {
      await host.create();
      const whole = await essenceOf(host.lab);
      await host.lab.hostOk(['sh', '-c', command]);
      const ill = await verify(host);
      assert.ok(
        ill.failed.some((one) => one.check === check),
        JSON.stringify(ill.failed),
      );
      await repair();
      const { failed } = await verify(host);
      assert.deepEqual(failed, []);
      // An address by SLAAC of the other MAC ends with its lifetime.
      await host.lab.host(['ip', 'addr', 'del', '2001:db8:1::ff:fe00:2/64', 'dev', 'br0']);
      assert.deepEqual(await essenceOf(host.lab), whole);
    });
  }

  it('makes the bridge anew where it is gone, with the addresses that its file has', async () => {
    await host.create();
    const whole = await essenceOf(host.lab);
    await host.lab.hostOk(['ip', 'link', 'del', 'br0']);
    await repair();
    assert.deepEqual((await verify(host)).failed, []);
    assert.deepEqual(await essenceOf(host.lab), whole);
  });
});
