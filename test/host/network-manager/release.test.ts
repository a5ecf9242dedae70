import assert from 'node:assert/strict';
import { restartNetworkManager, startNetworkManager } from '../../lab/network-manager/network-manager.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { becomes, dropIn, findingOf, runNetworkManager, statesOf, withoutSilence } from './looks.ts';

const released = ['unmanaged', 'unmanaged'];

const hosts = [
  { what: 'configured eth0 from a profile of its own', profile: true },
  { what: 'only watches eth0, which was configured outside it', profile: false },
];

for (const { what, profile } of hosts) {
  describe(`release from a NetworkManager that ${what}`, () => {
    const host = useAgentHost();

    before('NetworkManager runs', () => runNetworkManager(host, profile));

    it('keeps the host reachable, and leaves both devices unmanaged', async () => {
      await withoutSilence(host, () => host.create());
      assert.deepEqual(await statesOf(host, 'eth0', 'br0'), released);
      assert.match(await host.lab.readFile(dropIn()), /^# Written by bridgehead\n/);
      assert.equal((await findingOf(host))?.status, 'pass');
    });

    it('has nothing to do when requested again', async () => {
      assert.equal((await host.create()).changed, false);
    });

    it('survives a restart and a reload of NetworkManager', async () => {
      await withoutSilence(host, async () => {
        await restartNetworkManager(host.lab);
        await host.lab.hostOk(['nmcli', 'general', 'reload']);
        await host.lab.hostOk(['nmcli', 'connection', 'reload']);
      });
      assert.deepEqual(await statesOf(host, 'eth0', 'br0'), released);
    });

    it('survives a reboot', async () => {
      await host.lab.removeFile('/run/NetworkManager');
      await host.lab.reboot(() => startNetworkManager(host.lab));
      assert.deepEqual(await statesOf(host, 'eth0', 'br0'), released);
      await host.startAgent();
      assert.deepEqual((await verify(host)).failed, []);
    });

    it('ends with the bridge, while the host stays reachable', async () => {
      await withoutSilence(host, () => host.delete());
      assert.equal(host.lab.exists(dropIn()), false);
      await becomes(host, 'eth0', 'connected (externally)');
      assert.deepEqual(await statesOf(host, 'br0'), [undefined]);
    });
  });
}

describe('a release that is undone', () => {
  const host = useAgentHost();

  before('NetworkManager runs', () => runNetworkManager(host, true));

  it('restores everything, and the host stays reachable both times', async () => {
    const start = await networkOf(host.lab);
    await withoutSilence(host, async () => {
      const { transaction } = await host.create({ 'confirm-within': 600 });
      assert.deepEqual(await statesOf(host, 'eth0', 'br0'), released);
      await host.reply('Rollback', [transaction]);
    });
    assert.deepEqual(await networkOf(host.lab), start);
    await becomes(host, 'eth0', 'connected');
  });
});

describe('release for the next boot', () => {
  const host = useAgentHost();

  before('NetworkManager runs', () => runNetworkManager(host, true));

  it('neither changes nor restarts NetworkManager, and a reload or restart before that boot does no harm', async () => {
    await withoutSilence(host, async () => {
      const { plan } = await host.create({ activate: 'boot' });
      assert.deepEqual(new Set(plan.map(({ kind }) => kind)), new Set(['file']));
      await host.lab.hostOk(['nmcli', 'general', 'reload']);
      await restartNetworkManager(host.lab);
    });
  });

  it('leaves both devices unmanaged from that boot on', async () => {
    await host.lab.removeFile('/run/NetworkManager');
    await host.lab.reboot(() => startNetworkManager(host.lab));
    assert.deepEqual(await statesOf(host, 'eth0', 'br0'), released);
    await restartNetworkManager(host.lab);
    assert.deepEqual(await statesOf(host, 'eth0', 'br0'), released);
    await host.startAgent();
    assert.equal((await findingOf(host))?.status, 'pass');
    assert.equal((await host.create()).changed, false);
  });
});
