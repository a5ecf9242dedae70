import assert from 'node:assert/strict';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf, type Snapshot } from '../../lab/agent-host/snapshot.ts';

describe("an agent with --root in process 1's network", () => {
  const host = useAgentHost({ agent: { place: 'console' } });
  let start: Snapshot;

  before(async () => (start = await networkOf(host.lab)));

  for (const activate of ['live', 'restart']) {
    for (const options of [{ activate }, { activate, 'dry-run': true }]) {
      it(`fails with Unsupported for ${JSON.stringify(options)}, because the running system is not the image`, async () => {
        const sentence = await expectRefusal(host, 'Unsupported', 'CreateBridge', ['br0', 'eth0', options]);
        assert.match(sentence, /boot/);
      });
    }
  }

  it("does not read the machine's links", async () => {
    assert.deepEqual(await host.reply('ListBridges'), [[]]);
    assert.deepEqual(await host.reply('ListInterfaces'), [[]]);
  });

  it("leaves the machine's network alone", async () => {
    await expectRefusal(host, 'Refused', 'CreateBridge', ['virbr0', 'eth0', { activate: 'boot' }]);
  });

  it("writes a bridge into the image's files with activate boot, and removes it again", async () => {
    const reply = await host.create({ activate: 'boot' });
    assert.deepEqual([reply.changed, reply.state], [true, 'committed']);
    assert.match(await host.script('ifcfg-br0'), /^MACADDR=52:54:00:12:34:56$/m);
    assert.match(await host.script('ifcfg-eth0'), /^BRIDGE=br0$/m);
    assert.deepEqual((await networkOf(host.lab)).kernel, start.kernel);
    assert.equal((await host.create({ activate: 'boot' })).changed, false);
    await expectRefusal(host, 'Unsupported', 'DeleteBridge', ['br0', {}]);
    await host.delete({ activate: 'boot' });
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('undoes an unconfirmed change of the image', async () => {
    const { transaction } = await host.create({ activate: 'boot', 'confirm-within': 3600 });
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
    assert.equal(host.lab.exists(`${scripts}/ifcfg-br0`), false);
  });
});
