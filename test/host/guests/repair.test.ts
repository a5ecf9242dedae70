import assert from 'node:assert/strict';
import { verify } from '../../lab/agent-host/findings.ts';
import { expectAnswer } from '../../lab/agent-host/lan.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { useGuests } from './guest-host.ts';

describe('RepairBridge', () => {
  const host = useGuests();

  afterEach('the guests are removed', () => {
    return host.removeGuests();
  });

  it("plugs in again what another program's restart has dropped, and mends settings and files", async () => {
    await host.libvirt.define('web1');
    await host.libvirt.start('web1');
    const { target } = await host.attach('web1');
    const file = '/etc/sysconfig/network-scripts/ifcfg-br0';
    const text = await host.script('ifcfg-br0');
    await host.lab.hostOk([
      ...['sh', '-ec'],
      `ip link set dev ${target} nomaster; ip link set dev eth0 nomaster
      ip link set dev br0 type bridge stp_state 1; sysctl -q -w net.ipv6.conf.eth0.autoconf=1`,
    ]);
    await host.lab.removeFile(file);
    const broken = (await verify(host)).failed.map(({ check }) => check);
    assert.deepEqual(broken, ['interface-in-bridge', 'gateway', 'config-bridge', 'guests']);
    const { transaction, changed, plan } = await host.change('RepairBridge', ['br0', {}]);
    assert.equal(changed, true);
    assert.equal(plan.filter(({ kind }) => kind === 'port').length, 2);
    assert.deepEqual((await verify(host)).failed, []);
    assert.deepEqual([await host.masterOf(target), await host.script('ifcfg-br0')], ['br0', text]);
    await expectAnswer(host.lab, '192.0.2.10');
    assert.deepEqual((await host.change('RepairBridge', ['br0', { 'dry-run': true }])).plan, []);
    // Without the uplink the host would be cut off.
    expectError(await host.call('Rollback', [transaction]), 'RolledBack');
    assert.deepEqual((await verify(host)).failed, []);
  });

  it("can be rolled back where that doesn't cut the host off", async () => {
    await host.libvirt.define('web1');
    await host.libvirt.start('web1');
    const { target } = await host.attach('web1');
    await host.lab.hostOk(['ip', 'link', 'set', 'dev', target, 'nomaster']);
    await host.lab.hostOk(['ip', 'link', 'set', 'dev', 'br0', 'type', 'bridge', 'forward_delay', '200']);
    const { transaction } = await host.change('RepairBridge', ['br0', {}]);
    assert.equal(await host.masterOf(target), 'br0');
    await host.reply('Rollback', [transaction]);
    assert.notEqual(await host.masterOf(target), 'br0');
    assert.equal((await linkOf(host.lab, 'br0')).linkinfo?.info_data?.forward_delay, 200);
    await host.change('RepairBridge', ['br0', {}]);
    assert.deepEqual((await verify(host)).failed, []);
  });

  it('names what it leaves, with its remedy', async () => {
    await host.writeScript('ifcfg-copy', 'DEVICE=eth0\nONBOOT=yes\n');
    const { changed, warnings } = await host.change('RepairBridge', ['br0', {}]);
    assert.equal(changed, false);
    assert.match(warnings.join('\n'), /'config-conflict' still fails.*keep one of/);
    await host.lab.removeFile('/etc/sysconfig/network-scripts/ifcfg-copy');
  });

  it('is refused for what is no bridge, and for users without authorisation', async () => {
    await expectRefusal(host, 'NotFound', 'RepairBridge', ['br9', {}]);
    await expectRefusal(host, 'Refused', 'RepairBridge', ['virbr0', {}]);
    await expectRefusal(host, 'UnknownOption', 'RepairBridge', ['br0', { deep: true }]);
    await expectRefusal(host, 'NotAuthorized', 'RepairBridge', ['br0', {}], 'plainuser');
  });
});
