import assert from 'node:assert/strict';
import { restartNetworkManager, startNetworkManager } from '../../lab/network-manager/network-manager.ts';
import { useBench } from '../../lab/agent-host/agent-host.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { becomes, dropIn, findingOf, runNetworkManager, statesOf, withoutSilence } from './looks.ts';

const released = ['unmanaged', 'unmanaged'];

const hosts = [
  { what: 'made what eth0 is, from a profile of its own', profile: true },
  { what: 'only watches eth0, which others made', profile: false },
];

for (const { what, profile } of hosts) {
  describe(`release from a NetworkManager that ${what}`, () => {
    const bench = useBench();

    before('NetworkManager runs', () => runNetworkManager(bench, profile));

    it('is without a silence, and both devices are left alone', async () => {
      await withoutSilence(bench, () => bench.create());
      assert.deepEqual(await statesOf(bench, 'eth0', 'br0'), released);
      assert.match(await bench.lab.readFile(dropIn()), /^# Written by bridgehead\n/);
      assert.equal((await findingOf(bench))?.status, 'pass');
    });

    it('has nothing more to do when asked again', async () => {
      assert.equal((await bench.create()).changed, false);
    });

    it('outlives a restart and a reload of NetworkManager', async () => {
      await withoutSilence(bench, async () => {
        await restartNetworkManager(bench.lab);
        await bench.lab.hostOk(['nmcli', 'general', 'reload']);
        await bench.lab.hostOk(['nmcli', 'connection', 'reload']);
      });
      assert.deepEqual(await statesOf(bench, 'eth0', 'br0'), released);
    });

    it('outlives a reboot', async () => {
      await bench.lab.removeFile('/run/NetworkManager');
      await bench.lab.reboot(() => startNetworkManager(bench.lab));
      assert.deepEqual(await statesOf(bench, 'eth0', 'br0'), released);
      await bench.startAgent();
      assert.deepEqual((await verify(bench)).failed, []);
    });

    it('is taken back with the bridge, without a silence', async () => {
      await withoutSilence(bench, () => bench.delete());
      assert.equal(bench.lab.exists(dropIn()), false);
      await becomes(bench, 'eth0', 'connected (externally)');
      assert.deepEqual(await statesOf(bench, 'br0'), [undefined]);
    });
  });
}

describe('a release that is undone', () => {
  const bench = useBench();

  before('NetworkManager runs', () => runNetworkManager(bench, true));

  it('gives everything back, without a silence either way', async () => {
    const start = await networkOf(bench.lab);
    await withoutSilence(bench, async () => {
      const { transaction } = await bench.create({ 'confirm-within': 600 });
      assert.deepEqual(await statesOf(bench, 'eth0', 'br0'), released);
      await bench.reply('Rollback', [transaction]);
    });
    assert.deepEqual(await networkOf(bench.lab), start);
    await becomes(bench, 'eth0', 'connected');
  });
});

describe('release for the next boot', () => {
  const bench = useBench();

  before('NetworkManager runs', () => runNetworkManager(bench, true));

  it('neither touches nor restarts NetworkManager, and a reload or restart until then silences nobody', async () => {
    await withoutSilence(bench, async () => {
      const { plan } = await bench.create({ activate: 'boot' });
      assert.deepEqual(new Set(plan.map(({ kind }) => kind)), new Set(['file']));
      await bench.lab.hostOk(['nmcli', 'general', 'reload']);
      await restartNetworkManager(bench.lab);
    });
  });

  it('has both devices left alone from then on', async () => {
    await bench.lab.removeFile('/run/NetworkManager');
    await bench.lab.reboot(() => startNetworkManager(bench.lab));
    assert.deepEqual(await statesOf(bench, 'eth0', 'br0'), released);
    await restartNetworkManager(bench.lab);
    assert.deepEqual(await statesOf(bench, 'eth0', 'br0'), released);
    await bench.startAgent();
    assert.equal((await findingOf(bench))?.status, 'pass');
    assert.equal((await bench.create()).changed, false);
  });
});
