import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { globalAddresses, linkOf, linksOf, ownAddresses } from '../../lab/agent-host/kernel.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import {
  afterThePlan,
  once,
  openGate,
  reachedGate,
  startAgentWithStub,
  waitAtGate,
} from '../../lab/agent-host/stub-command.ts';
import { detailsOf } from '../../lab/agent-host/journal.ts';

describe('a change by an administrator during probation', () => {
  const host = useAgentHost({ fresh: true });

  it("survives the rollback: the uplink's file edited by hand", async () => {
    const { kernel } = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const edited = `${await host.script('ifcfg-eth0')}# by hand\n`;
    await host.writeScript('ifcfg-eth0', edited);
    const sentence = expectError(await host.call('Rollback', [transaction]), 'RollbackIncomplete');
    assert.match(sentence, /ifcfg-eth0'/);
    assert.equal(await host.script('ifcfg-eth0'), edited);
    assert.equal(host.lab.exists(`${scripts}/ifcfg-br0`), false, 'what is still ours is undone');
    assert.deepEqual((await networkOf(host.lab)).kernel, kernel);
    const { state, report } = await detailsOf(host, transaction);
    assert.equal(state, 'rollback-incomplete');
    assert.match(report.join('\n'), /ifcfg-eth0/);
  });

  it("survives the rollback: the bridge's file edited by hand, while the uplink's is restored", async () => {
    const original = await host.script('ifcfg-eth0');
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const edited = `${await host.script('ifcfg-br0')}# by hand\n`;
    await host.writeScript('ifcfg-br0', edited);
    expectError(await host.call('Rollback', [transaction]), 'RollbackIncomplete');
    assert.equal(await host.script('ifcfg-br0'), edited);
    assert.equal(await host.script('ifcfg-eth0'), original);
  });

  it('does not hinder the rollback if it restored the original file', async () => {
    const start = await networkOf(host.lab);
    const original = await host.script('ifcfg-eth0');
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.writeScript('ifcfg-eth0', original);
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('survives the rollback: the uplink moved to another bridge', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const lines = 'link add other type bridge\nlink set eth0 nomaster\nlink set eth0 master other\n';
    await host.lab.hostOk(['ip', '-batch', '-'], { input: lines });
    const sentence = expectError(await host.call('Rollback', [transaction]), 'RollbackIncomplete');
    assert.match(sentence, /'eth0'.*'other'/);
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'other');
  });

  it('survives the rollback: a guest that has joined the bridge, while the host returns to its uplink', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const lines = 'tuntap add vnet0 mode tap\nlink set vnet0 master br0\n';
    await host.lab.hostOk(['ip', '-batch', '-'], { input: lines });
    const sentence = expectError(await host.call('Rollback', [transaction]), 'RollbackIncomplete');
    assert.match(sentence, /'br0'.*vnet0/);
    assert.equal((await linkOf(host.lab, 'vnet0')).master, 'br0');
    const eth0 = await linkOf(host.lab, 'eth0');
    assert.deepEqual(globalAddresses(eth0), ownAddresses);
    for (const address of hostAddresses) await expectAnswer(host.lab, address);
  });

  it('is reported: the bridge deleted by hand, while the host returns to its uplink', async () => {
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.lab.hostOk(['ip', 'link', 'del', 'br0']);
    await host.reply('Rollback', [transaction]);
    assert.equal(
      (await linksOf(host.lab)).some(({ ifname }) => ifname === 'br0'),
      false,
    );
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe('a change by an administrator after a repair', () => {
  const host = useAgentHost();

  it('survives the rollback of the repair: another MTU of the bridge', async () => {
    await host.create();
    await host.lab.hostOk(['ip', 'link', 'set', 'br0', 'mtu', '1400']);
    const { transaction } = await host.change('RepairBridge', ['br0', {}]);
    await host.lab.hostOk(['ip', 'link', 'set', 'br0', 'mtu', '1450']);
    const sentence = expectError(await host.call('Rollback', [transaction]), 'RollbackIncomplete');
    assert.match(sentence, /the mtu of 'br0' was changed outside bridgehead and is left at '1450'/);
    assert.equal((await linkOf(host.lab, 'br0')).mtu, 1450);
  });
});

describe('a file that is edited while a change is made', () => {
  const host = useAgentHost({ noAgent: true });

  it('causes Conflict and keeps its edit', async () => {
    await startAgentWithStub(host, 'ip', afterThePlan(`if ${once}; then ${waitAtGate}; fi`));
    const { kernel } = await networkOf(host.lab);
    const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await eventually('the plan is made', () => reachedGate(host));
    const edited = `${await host.script('ifcfg-eth0')}# by hand\n`;
    await host.writeScript('ifcfg-eth0', edited);
    await openGate(host);
    const sentence = expectError(await call, 'Conflict');
    assert.match(sentence, /ifcfg-eth0'/);
    assert.equal(await host.script('ifcfg-eth0'), edited);
    assert.equal(host.lab.exists(`${scripts}/ifcfg-br0`), false);
    assert.deepEqual((await networkOf(host.lab)).kernel, kernel);
  });
});
