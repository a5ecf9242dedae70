import assert from 'node:assert/strict';
import { installIptablesServices } from '../../lab/firewall/firewall.ts';
import { useBench } from '../../lab/agent-host/agent-host.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { rulesOf, settingsOf } from './guest.ts';

const secondCard = 'DEVICE=eth1\nHWADDR=52:54:00:12:34:57\nBOOTPROTO=none\nONBOOT=yes\n';
const dropIn = '/etc/sysctl.d/90-bridgehead.conf';
const ruleFile = '/etc/udev/rules.d/90-bridgehead.rules';
const saved = '/etc/sysconfig/iptables';
const orders = [
  ['br0', 'br1'],
  ['br1', 'br0'],
] as const;

describe('what two bridges share', () => {
  const bench = useBench({ fresh: true, cards: 2 });

  for (const [first, last] of orders) {
    for (const policy of ['auto', 'accept']) {
      it(`goes back with the last of them, ${last}, after '${policy}'`, async () => {
        await installIptablesServices(bench.lab);
        await bench.writeScript('ifcfg-eth1', secondCard);
        await bench.lab.writeFile(saved, '# ours\n*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n', 0o600);
        await bench.lab.writeFile(dropIn, '# of another administrator\n');
        const start = await networkOf(bench.lab);
        const options = { 'bridged-traffic': policy };
        await bench.create(options);
        const { plan } = await bench.change('CreateBridge', ['br1', 'eth1', options]);
        assert.ok(
          plan.every(({ kind }) => ['file', 'links'].includes(kind)),
          'the second one finds it so',
        );
        const both = [(await rulesOf(bench)).length, await settingsOf(bench), bench.lab.exists(ruleFile)];
        assert.deepEqual(both, policy === 'auto' ? [0, '000', true] : [1, '111', false]);
        await bench.change('DeleteBridge', [first, {}]);
        const left = [(await rulesOf(bench)).length, await settingsOf(bench), bench.lab.exists(ruleFile)];
        assert.deepEqual(left, both, 'the other bridge still needs it');
        await bench.change('DeleteBridge', [last, {}]);
        assert.deepEqual([await rulesOf(bench), await rulesOf(bench, 'ip6tables')], [[], []]);
        assert.equal(await settingsOf(bench), '111');
        assert.deepEqual((await networkOf(bench.lab)).files, start.files);
      });
    }
  }

  it('goes with the folders that it needed', async () => {
    await bench.lab.removeFile('/etc/sysctl.d');
    await bench.lab.removeFile('/etc/udev/rules.d');
    const start = await networkOf(bench.lab);
    await bench.create();
    assert.ok(bench.lab.exists(ruleFile));
    await bench.delete();
    assert.deepEqual(await networkOf(bench.lab), start);
  });
});
