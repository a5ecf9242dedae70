import assert from 'node:assert/strict';
import { installIptablesServices } from '../../lab/firewall/firewall.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { rulesOf, settingsOf } from './guest.ts';

const secondUplink = 'DEVICE=eth1\nHWADDR=52:54:00:12:34:57\nBOOTPROTO=none\nONBOOT=yes\n';
const dropIn = '/etc/sysctl.d/90-bridgehead.conf';
const ruleFile = '/etc/udev/rules.d/90-bridgehead.rules';
const saved = '/etc/sysconfig/iptables';
const orders = [
  ['br0', 'br1'],
  ['br1', 'br0'],
] as const;

describe('what two bridges share', () => {
  const host = useAgentHost({ fresh: true, interfaces: 2 });

  for (const [first, last] of orders) {
    for (const policy of ['auto', 'accept']) {
      it(`is reverted with the last of them, ${last}, after '${policy}'`, async () => {
        await installIptablesServices(host.lab);
        await host.writeScript('ifcfg-eth1', secondUplink);
        await host.lab.writeFile(saved, '# ours\n*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n', 0o600);
        await host.lab.writeFile(dropIn, '# of another administrator\n');
        const start = await networkOf(host.lab);
        const options = { 'bridged-traffic': policy };
        await host.create(options);
        const { plan } = await host.change('CreateBridge', ['br1', 'eth1', options]);
        assert.ok(
          plan.every(({ kind }) => ['file', 'links'].includes(kind)),
          'the second one finds it so',
        );
        const both = [(await rulesOf(host)).length, await settingsOf(host), host.lab.exists(ruleFile)];
        assert.deepEqual(both, policy === 'auto' ? [0, '000', true] : [1, '111', false]);
        await host.change('DeleteBridge', [first, {}]);
        const left = [(await rulesOf(host)).length, await settingsOf(host), host.lab.exists(ruleFile)];
        assert.deepEqual(left, both, 'the other bridge still needs it');
        await host.change('DeleteBridge', [last, {}]);
        assert.deepEqual([await rulesOf(host), await rulesOf(host, 'ip6tables')], [[], []]);
        assert.equal(await settingsOf(host), '111');
        assert.deepEqual((await networkOf(host.lab)).files, start.files);
      });
    }
  }

  it('is removed with the folders that it needed', async () => {
    await host.lab.removeFile('/etc/sysctl.d');
    await host.lab.removeFile('/etc/udev/rules.d');
    const start = await networkOf(host.lab);
    await host.create();
    assert.ok(host.lab.exists(ruleFile));
    await host.delete();
    assert.deepEqual(await networkOf(host.lab), start);
  });
});
