import assert from 'node:assert/strict';
import { useAgentHost, type ChangeReply } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { globalAddresses, linkOf, ownAddresses } from '../../lab/agent-host/kernel.ts';
import { answersLan, expectAnswer } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';

const virtual = '192.0.2.100/32';

describe('an address that a daemon has put on the card', () => {
  const host = useAgentHost({ fresh: true });

  beforeEach('it does', () => host.lab.hostOk(['ip', 'addr', 'add', virtual, 'dev', 'eth0', 'noprefixroute']));

  const addressesOf = async (name: string): Promise<string[]> => globalAddresses(await linkOf(host.lab, name));

  it('moves live and is not written, which the plan and a warning say', async () => {
    const reply: ChangeReply = await host.create();
    assert.ok((await addressesOf('br0')).includes(virtual));
    assert.deepEqual(await addressesOf('eth0'), []);
    await expectAnswer(host.lab, '192.0.2.100');
    assert.doesNotMatch(await host.script('ifcfg-br0'), /192\.0\.2\.100/);
    assert.match(reply.warnings.join('\n'), /'192\.0\.2\.100\/32' is in the kernel only.*'persist'/);
    assert.ok(reply.plan.some(({ title }) => title.includes("without the address '192.0.2.100/32'")));
  });

  it('is no failure of Verify, which names it', async () => {
    await host.create();
    const { healthy, findings } = await verify(host);
    assert.equal(healthy, true);
    const finding = findings.find(({ check }) => check === 'config-bridge');
    assert.equal(finding?.status, 'warn');
    assert.match(finding.message, /192\.0\.2\.100\/32/);
  });

  it('is not there after the next boot, and the host is', async () => {
    await host.create();
    await host.lab.reboot();
    assert.deepEqual(await addressesOf('br0'), ownAddresses);
    await expectAnswer(host.lab, '192.0.2.10');
    assert.equal(await answersLan(host.lab, '192.0.2.100'), false);
  });

  it("is back on the card, live, when the bridge is deleted, and the card's file as it was", async () => {
    const start = await networkOf(host.lab);
    await host.create();
    await host.delete();
    assert.deepEqual(await networkOf(host.lab), start);
    assert.ok((await addressesOf('eth0')).includes(virtual));
  });

  it('is taken away by a restart of the network service, which the warning says', async () => {
    const reply = await host.create({ activate: 'restart' });
    assert.equal(reply.state, 'committed');
    await host.lab.advertisements.taken();
    assert.match(reply.warnings.join('\n'), /'192\.0\.2\.100\/32' is in the kernel only: the restart takes it away/);
    assert.deepEqual(await addressesOf('br0'), ownAddresses);
  });

  it('is written where the caller names it, and there after the next boot', async () => {
    const reply = await host.create({ persist: ['192.0.2.100'] });
    assert.doesNotMatch(reply.warnings.join('\n'), /192\.0\.2\.100/);
    assert.match(await host.script('ifcfg-br0'), /^IPADDR1=192\.0\.2\.100\nPREFIX1=32$/m);
    assert.equal((await host.create({ persist: [virtual] })).changed, false);
    await host.lab.reboot();
    assert.ok((await addressesOf('br0')).includes(virtual));
  });

  it('is NotFound where the interface has no such address, and Exists where the bridge was made without it', async () => {
    await expectRefusal(host, 'NotFound', 'CreateBridge', ['br0', 'eth0', { persist: ['192.0.2.101'] }]);
    await host.create();
    await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth0', { persist: ['192.0.2.100'] }]);
  });
});

describe('an address by SLAAC that is on the port', () => {
  const host = useAgentHost();

  it('is a finding of Verify, whose remedy gives it to the bridge', async () => {
    await host.create();
    const learned = ['2001:db8:1::77/64', 'dev', 'eth0', 'valid_lft', '3600', 'preferred_lft', '1800', 'nodad'];
    await host.lab.hostOk(['ip', 'addr', 'add', ...learned]);
    const { healthy, failed } = await verify(host);
    assert.equal(healthy, false);
    const finding = failed.find(({ check }) => check === 'addresses');
    assert.match(finding?.found ?? '', /2001:db8:1::77\/64 on 'eth0'/);
    await host.lab.hostOk(['sh', '-c', finding?.remedy ?? 'false']);
    assert.equal((await verify(host)).healthy, true);
    assert.ok(globalAddresses(await linkOf(host.lab, 'br0')).includes('2001:db8:1::77/64'));
  });
});
