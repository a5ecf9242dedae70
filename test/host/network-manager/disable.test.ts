import assert from 'node:assert/strict';
import { isRunning } from '../../lab/network-manager/network-manager.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { becomes, findingOf, runNetworkManager, startedAtBoot, withoutSilence } from './looks.ts';

const disable = { networkmanager: 'disable' };

describe('networkmanager disable', () => {
  const host = useAgentHost();

  before('NetworkManager runs, and the boot starts nothing else', async () => {
    await runNetworkManager(host, true);
    await host.lab.hostOk(['chkconfig', 'network', 'off']);
  });

  it('comes back on by a rollback, without a silence', async () => {
    await withoutSilence(host, async () => {
      const { transaction } = await host.create({ ...disable, 'confirm-within': 600 });
      assert.equal(await isRunning(host.lab), false);
      await host.reply('Rollback', [transaction]);
    });
    assert.equal(await isRunning(host.lab), true);
    assert.deepEqual(await startedAtBoot(host), ['NetworkManager']);
  });

  it('has it stopped and the network service in its place, without a silence', async () => {
    await withoutSilence(host, () => host.create(disable));
    assert.equal(await isRunning(host.lab), false);
    assert.deepEqual(await startedAtBoot(host), ['network']);
    assert.equal((await findingOf(host))?.status, 'pass');
  });

  it('has nothing more to do when asked again', async () => {
    assert.equal((await host.create(disable)).changed, false);
  });

  it('outlives a reboot', async () => {
    await host.lab.removeFile('/run/NetworkManager');
    await host.lab.reboot();
    await host.startAgent();
    assert.deepEqual((await verify(host)).failed, []);
  });

  it('is turned back with the last bridge, without a silence', async () => {
    await withoutSilence(host, () => host.delete());
    assert.equal(await isRunning(host.lab), true);
    assert.deepEqual(await startedAtBoot(host), ['NetworkManager']);
    await becomes(host, 'eth0', 'connected');
  });

  it('with activate boot leaves what runs alone until then', async () => {
    await host.create({ ...disable, activate: 'boot' });
    assert.equal(await isRunning(host.lab), true);
    assert.deepEqual(await startedAtBoot(host), ['network']);
    await host.delete({ activate: 'boot' });
    assert.deepEqual(await startedAtBoot(host), ['NetworkManager']);
  });
});

describe('networkmanager disable, where no service manager knows NetworkManager', () => {
  const host = useAgentHost();

  before('NetworkManager runs', async () => {
    await runNetworkManager(host, true);
    await host.lab.removeFile('/etc/init.d/NetworkManager');
  });

  it('is refused, and releasing is, too', async () => {
    for (const options of [disable, {}]) {
      assert.match(await expectRefusal(host, 'Unsupported', 'CreateBridge', ['br0', 'eth0', options]), /init script/);
    }
  });
});
