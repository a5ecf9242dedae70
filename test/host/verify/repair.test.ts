import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { essenceOf } from '../../lab/agent-host/kernel.ts';
import { answersLan, expectAnswer, expectNoSilence, hostAddresses, whileLanPings } from '../../lab/agent-host/lan.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
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

describe('RepairBridge', () => {
  const host = useAgentHost({ noAgent: true });

  it('is undone where ip(8) says that the interface has joined the bridge, and it has not', async () => {
    const lies = `[ -e "$here/lies" ] && [ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
case $batch in *' master br0'*) exit 0 ;; esac
printf '%s\\n' "$batch" | exec "$real" -batch -`;
    await startAgentWithStub(host, 'ip', lies);
    await host.create();
    const away = damages.find(([what]) => what.endsWith('which is a port of no bridge'))?.[2] ?? '';
    await host.lab.hostOk(['sh', '-c', away]);
    // A router's network goes with the address that an undo takes away (ipv6: check_cleanup_prefix_route).
    await host.lab.host(['ip', '-6', 'route', 'del', '2001:db8:1::/64', 'dev', 'br0']);
    const start = await networkOf(host.lab);
    await host.lab.writeFile('/stubs/lies', '');
    expectError(await host.call('RepairBridge', ['br0', {}]), 'RolledBack');
    assert.deepEqual(await networkOf(host.lab), start);
    await host.lab.removeFile('/stubs/lies');
    await host.change('RepairBridge', ['br0', {}]);
    assert.deepEqual((await verify(host)).failed, []);
  });
});
