import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { identityOf } from '../../lab/agent-host/snapshot.ts';

describe('a dry run', () => {
  const host = useAgentHost();

  for (const activate of ['live', 'restart', 'boot']) {
    it(`with activate '${activate}' plans a bridge and changes nothing`, async () => {
      const before = await identityOf(host.lab);
      const reply = await host.create({ 'dry-run': true, activate, 'confirm-within': 60 });
      assert.deepEqual(await identityOf(host.lab), before);
      assert.deepEqual([reply.changed, reply.state, reply.transaction], [true, 'planned', '']);
      assert.ok(reply.plan.some(({ preview }) => preview.includes('\n+BRIDGE=br0\n')));
    });
  }

  it('shows each file as a unified diff for patch(1), and the links as commands of ip(8)', async () => {
    const { plan } = await host.create({ 'dry-run': true });
    const [bridge, uplinkStep] = plan;
    const links = plan.find(({ kind }) => kind === 'links');
    assert.match(bridge?.preview ?? '', /^--- \/dev\/null\n\+\+\+ .*\/ifcfg-br0\n@@ /);
    assert.match(uplinkStep?.preview ?? '', /^--- .*\/ifcfg-eth0\n\+\+\+ .*\/ifcfg-eth0\n@@ /);
    const commands = (links?.preview ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    assert.ok(commands.length > 5 && commands.every((line) => line.startsWith('ip ')), links?.preview);
  });

  it('needs the same authorisation as the change', async () => {
    await expectRefusal(host, 'NotAuthorized', 'CreateBridge', ['br0', 'eth0', { 'dry-run': true }], 'plainuser');
  });

  it('of DeleteBridge plans the deletion and changes nothing', async () => {
    await host.create();
    const before = await identityOf(host.lab);
    const reply = await host.delete({ 'dry-run': true });
    assert.deepEqual(await identityOf(host.lab), before);
    assert.deepEqual([reply.changed, reply.state, reply.transaction], [true, 'planned', '']);
    assert.ok(reply.plan.length > 0);
  });
});
