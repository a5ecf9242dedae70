import assert from 'node:assert/strict';
import { guestMac } from '../../lab/guests/domain-xml.ts';
import { answerOf, bridgehead } from '../../lab/agent-host/client.ts';
import { answersLan, expectAnswer } from '../../lab/agent-host/lan.ts';
import { breaksOff } from './breaks-off.ts';
import { useGuests, type GuestHost } from './guest-host.ts';
import { startAgentWithVirsh } from './virsh-stub.ts';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly found: string;
  readonly remedy: string;
}

async function findingOf(host: GuestHost, check: string): Promise<Finding | undefined> {
  const [, findings] = (await host.reply('Verify', ['br0', {}])) as [boolean, Finding[]];
  return findings.find((one) => one.check === check);
}

describe('a running guest', () => {
  const host = useGuests({ noAgent: true, interfaces: 2 });
  const [mac, second] = [guestMac(101), guestMac(102)];

  before('it boots, in the NAT network', async () => {
    await startAgentWithVirsh(host);
    await host.create();
    await host.libvirt.define('web1', { boots: true, interfaces: [{ network: 'default', mac }] });
    await host.libvirt.start('web1');
    await host.libvirt.ready('web1');
  });

  describe('whose change is interrupted', () => breaksOff(host, mac));

  describe('in operation', () => {
    it('moves from the NAT network to the bridge, keeps its MAC address, and answers the LAN', async () => {
      const target = await host.tapOf('web1');
      assert.equal(await host.masterOf(target), 'virbr0');
      const reply = await host.attach('web1', { replace: mac });
      const { changed, live, persistent } = reply;
      assert.deepEqual({ changed, live, persistent }, { changed: true, live: true, persistent: true });
      assert.deepEqual([reply.mac, reply.target], [mac, target]);
      assert.equal(await host.masterOf(target), 'br0');
      assert.deepEqual(await host.live('web1'), ['bridge br0']);
      assert.deepEqual(await host.configured('web1'), ['bridge br0']);
      await expectAnswer(host.lab, '192.0.2.101');
      await expectAnswer(host.lab, '2001:db8:1::101');
      assert.equal((await host.attach('web1', { replace: mac })).changed, false);
    });

    it('gets a second interface, and releases it before the call returns', async () => {
      assert.equal((await host.attach('web1', { mac: second })).changed, true);
      await host.libvirt.interfaceUp('web1', second);
      await expectAnswer(host.lab, '192.0.2.102');
      const sentence = await host.refused('Conflict', 'DetachGuest', ['web1', 'br0', {}]);
      assert.ok(sentence.includes(mac) && sentence.includes(second), sentence);
      const { target } = await host.detach('web1', { mac: second });
      assert.equal(await host.masterOf(target), undefined);
      assert.deepEqual(
        (await host.libvirt.interfaces('web1')).map((one) => one.mac),
        [mac],
      );
      assert.equal(await answersLan(host.lab, '192.0.2.102'), false);
    });

    it('stays on its bridge when a change of another bridge is undone', async () => {
      const target = await host.tapOf('web1');
      await host.writeScript('ifcfg-eth1', 'DEVICE=eth1\nBOOTPROTO=none\nONBOOT=yes\n');
      // Nothing that comes by itself is between the snapshots.
      await host.lab.hostOk(['sysctl', '-q', '-w', 'net.ipv6.conf.default.accept_ra=0']);
      const { transaction } = await host.change('CreateBridge', ['br1', 'eth1', { 'confirm-within': 600 }]);
      await host.refused('Busy', 'DetachGuest', ['web1', 'br0', {}]);
      await host.reply('Rollback', [transaction]);
      assert.equal(await host.masterOf(target), 'br0');
      await expectAnswer(host.lab, '192.0.2.101');
    });

    it('prevents the deletion of its bridge, and is named', async () => {
      const sentence = await host.refused('Busy', 'DeleteBridge', ['br0', {}]);
      assert.match(sentence, /'web1'/);
    });

    it('is checked by Verify, which names a tap off its bridge and the remedy', async () => {
      const target = await host.tapOf('web1');
      const well = await findingOf(host, 'guests');
      assert.deepEqual([well?.status, well?.found], ['pass', `'web1' ${mac} ${target}`]);
      assert.equal((await findingOf(host, 'libvirtd'))?.status, 'pass');
      await host.lab.hostOk(['ip', 'link', 'set', 'dev', target, 'nomaster']);
      const ill = await findingOf(host, 'guests');
      assert.equal(ill?.status, 'fail');
      await host.lab.hostOk(['sh', '-c', ill.remedy]);
      assert.equal((await findingOf(host, 'guests'))?.status, 'pass');
    });

    it('is shown by the client, and attached and detached by its verbs', async () => {
      const as = { user: 'operator1' };
      const shown = await bridgehead(host.lab, 'status', as);
      assert.match(shown.stdout, new RegExp(`guests\\n.*web1  \\S+  ${mac}`));
      const { value, exitCode } = await answerOf(host.lab, `detach web1 br0 --mac ${mac}`, as);
      assert.deepEqual([exitCode, (value as { mac: string }).mac], [0, mac]);
      assert.doesNotMatch((await bridgehead(host.lab, 'status', as)).stdout, /web1/);
      const { stdout } = await bridgehead(host.lab, `attach web1 br0 --mac ${second}`, as);
      assert.match(stdout, new RegExp(`'web1'.*'br0'\\.\\n.*${second}`));
      await host.libvirt.interfaceUp('web1', second);
      await expectAnswer(host.lab, '192.0.2.102');
    });
  });
});
