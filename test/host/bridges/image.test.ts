import assert from 'node:assert/strict';
import { scripts, useBench } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf, type Picture } from '../../lab/agent-host/snapshot.ts';

describe("an agent with --root in process 1's network", () => {
  const bench = useBench({ agent: { place: 'console' } });
  let start: Picture;

  before(async () => (start = await networkOf(bench.lab)));

  for (const activate of ['live', 'restart']) {
    for (const options of [{ activate }, { activate, 'dry-run': true }]) {
      it(`is Unsupported with ${JSON.stringify(options)}, because the machine is not the image's`, async () => {
        const sentence = await expectRefusal(bench, 'Unsupported', 'CreateBridge', ['br0', 'eth0', options]);
        assert.match(sentence, /boot/);
      });
    }
  }

  it('does not look at the links of the machine', async () => {
    assert.deepEqual(await bench.reply('ListBridges'), [[]]);
    assert.deepEqual(await bench.reply('ListInterfaces'), [[]]);
  });

  it('keeps the invariant', async () => {
    await expectRefusal(bench, 'Refused', 'CreateBridge', ['virbr0', 'eth0', { activate: 'boot' }]);
  });

  it('writes a bridge into the files with activate boot, and takes it out again', async () => {
    const reply = await bench.create({ activate: 'boot' });
    assert.deepEqual([reply.changed, reply.state], [true, 'committed']);
    assert.match(await bench.script('ifcfg-br0'), /^MACADDR=52:54:00:12:34:56$/m);
    assert.match(await bench.script('ifcfg-eth0'), /^BRIDGE=br0$/m);
    assert.deepEqual((await networkOf(bench.lab)).kernel, start.kernel);
    assert.equal((await bench.create({ activate: 'boot' })).changed, false);
    await expectRefusal(bench, 'Unsupported', 'DeleteBridge', ['br0', {}]);
    await bench.delete({ activate: 'boot' });
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it('takes a change back that nobody could confirm', async () => {
    const { transaction } = await bench.create({ activate: 'boot', 'confirm-within': 3600 });
    await bench.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(bench.lab), start);
    assert.equal(bench.lab.exists(`${scripts}/ifcfg-br0`), false);
  });
});
