import assert from 'node:assert/strict';
import { cardMac } from '../../lab/guests/domain-xml.ts';
import { answerOf, bridgehead } from '../../lab/agent-host/client.ts';
import { answersLan, expectAnswer } from '../../lab/agent-host/lan.ts';
import { breaksOff } from './breaks-off.ts';
import { useGuests, type GuestBench } from './guest-host.ts';
import { startAgentWithVirsh } from './virsh-stub.ts';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly found: string;
  readonly remedy: string;
}

async function findingOf(bench: GuestBench, check: string): Promise<Finding | undefined> {
  const [, findings] = (await bench.reply('Verify', ['br0', {}])) as [boolean, Finding[]];
  return findings.find((one) => one.check === check);
}

describe('a guest that runs', () => {
  const bench = useGuests({ noAgent: true, cards: 2 });
  const [mac, second] = [cardMac(101), cardMac(102)];

  before('it boots, in the NAT network', async () => {
    await startAgentWithVirsh(bench);
    await bench.create();
    await bench.libvirt.define('web1', { boots: true, cards: [{ network: 'default', mac }] });
    await bench.libvirt.start('web1');
    await bench.libvirt.ready('web1');
  });

  describe('whose change breaks off', () => breaksOff(bench, mac));

  describe('and is moved, shown and changed', () => {
    it('is moved from the NAT network to the bridge, keeps its card, and answers the LAN', async () => {
      const target = await bench.tapOf('web1');
      assert.equal(await bench.masterOf(target), 'virbr0');
      const reply = await bench.attach('web1', { replace: mac });
      const { changed, live, persistent } = reply;
      assert.deepEqual({ changed, live, persistent }, { changed: true, live: true, persistent: true });
      assert.deepEqual([reply.mac, reply.target], [mac, target]);
      assert.equal(await bench.masterOf(target), 'br0');
      assert.deepEqual(await bench.live('web1'), ['bridge br0']);
      assert.deepEqual(await bench.configured('web1'), ['bridge br0']);
      await expectAnswer(bench.lab, '192.0.2.101');
      await expectAnswer(bench.lab, '2001:db8:1::101');
      assert.equal((await bench.attach('web1', { replace: mac })).changed, false);
    });

    it('gets a second card, and lets go of it before the call is answered', async () => {
      assert.equal((await bench.attach('web1', { mac: second })).changed, true);
      await bench.libvirt.cardUp('web1', second);
      await expectAnswer(bench.lab, '192.0.2.102');
      const sentence = await bench.refused('Conflict', 'DetachGuest', ['web1', 'br0', {}]);
      assert.ok(sentence.includes(mac) && sentence.includes(second), sentence);
      const { target } = await bench.detach('web1', { mac: second });
      assert.equal(await bench.masterOf(target), undefined);
      assert.deepEqual(
        (await bench.libvirt.cards('web1')).map((card) => card.mac),
        [mac],
      );
      assert.equal(await answersLan(bench.lab, '192.0.2.102'), false);
    });

    it('stays on its bridge when a change of another bridge is taken back', async () => {
      const target = await bench.tapOf('web1');
      await bench.writeScript('ifcfg-eth1', 'DEVICE=eth1\nBOOTPROTO=none\nONBOOT=yes\n');
      const { transaction } = await bench.change('CreateBridge', ['br1', 'eth1', { 'confirm-within': 600 }]);
      await bench.refused('Busy', 'DetachGuest', ['web1', 'br0', {}]);
      await bench.reply('Rollback', [transaction]);
      assert.equal(await bench.masterOf(target), 'br0');
      await expectAnswer(bench.lab, '192.0.2.101');
    });

    it('keeps its bridge from being deleted, and is named', async () => {
      const sentence = await bench.refused('Busy', 'DeleteBridge', ['br0', {}]);
      assert.match(sentence, /'web1'/);
    });

    it('is shown by Verify, which names a tap that is astray and what brings it back', async () => {
      const target = await bench.tapOf('web1');
      const well = await findingOf(bench, 'guests');
      assert.deepEqual([well?.status, well?.found], ['pass', `'web1' ${mac} ${target}`]);
      assert.equal((await findingOf(bench, 'libvirtd'))?.status, 'pass');
      await bench.lab.hostOk(['ip', 'link', 'set', 'dev', target, 'nomaster']);
      const ill = await findingOf(bench, 'guests');
      assert.equal(ill?.status, 'fail');
      await bench.lab.hostOk(['sh', '-c', ill.remedy]);
      assert.equal((await findingOf(bench, 'guests'))?.status, 'pass');
    });

    it("is in the client's picture, which the client's own verbs change", async () => {
      const as = { user: 'operator1' };
      const shown = await bridgehead(bench.lab, 'status', as);
      assert.match(shown.stdout, new RegExp(`guests\\n.*web1  \\S+  ${mac}`));
      const { value, exitCode } = await answerOf(bench.lab, `detach web1 br0 --mac ${mac}`, as);
      assert.deepEqual([exitCode, (value as { mac: string }).mac], [0, mac]);
      assert.doesNotMatch((await bridgehead(bench.lab, 'status', as)).stdout, /web1/);
      const { stdout } = await bridgehead(bench.lab, `attach web1 br0 --mac ${second}`, as);
      assert.match(stdout, new RegExp(`'web1'.*'br0'\\.\\n.*${second}`));
      await bench.libvirt.cardUp('web1', second);
      await expectAnswer(bench.lab, '192.0.2.102');
    });
  });
});
