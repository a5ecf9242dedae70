import assert from 'node:assert/strict';
import { isRunning } from '../../lab/network-manager/network-manager.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { becomes, findingOf, runNetworkManager, startedAtBoot, withoutSilence } from './looks.ts';

const disable = { networkmanager: 'disable' };

describe('networkmanager disable', () => {
  const bench = useAgentHost();

  before('NetworkManager runs, and the boot starts nothing else', async () => {
    await runNetworkManager(bench, true);
    await bench.lab.hostOk(['chkconfig', 'network', 'off']);
  });

  it('comes back on by a rollback, without a silence', async () => {
    await withoutSilence(bench, async () => {
      const { transaction } = await bench.create({ ...disable, 'confirm-within': 600 });
      assert.equal(await isRunning(bench.lab), false);
      await bench.reply('Rollback', [transaction]);
    });
    assert.equal(await isRunning(bench.lab), true);
    assert.deepEqual(await startedAtBoot(bench), ['NetworkManager']);
  });

  it('has it stopped and the network service in its place, without a silence', async () => {
    await withoutSilence(bench, () => bench.create(disable));
    assert.equal(await isRunning(bench.lab), false);
    assert.deepEqual(await startedAtBoot(bench), ['network']);
    assert.equal((await findingOf(bench))?.status, 'pass');
  });

  it('has nothing more to do when asked again', async () => {
    assert.equal((await bench.create(disable)).changed, false);
  });

  it('outlives a reboot', async () => {
    await bench.lab.removeFile('/run/NetworkManager');
    await bench.lab.reboot();
    await bench.startAgent();
    assert.deepEqual((await verify(bench)).failed, []);
  });

  it('is turned back with the last bridge, without a silence', async () => {
    await withoutSilence(bench, () => bench.delete());
    assert.equal(await isRunning(bench.lab), true);
    assert.deepEqual(await startedAtBoot(bench), ['NetworkManager']);
    await becomes(bench, 'eth0', 'connected');
  });

  it('with activate boot leaves what runs alone until then', async () => {
    await bench.create({ ...disable, activate: 'boot' });
    assert.equal(await isRunning(bench.lab), true);
    assert.deepEqual(await startedAtBoot(bench), ['network']);
    await bench.delete({ activate: 'boot' });
    assert.deepEqual(await startedAtBoot(bench), ['NetworkManager']);
  });
});

describe('networkmanager disable, where no service manager knows NetworkManager', () => {
  const bench = useBench();

  before('NetworkManager runs', async () => {
    await runNetworkManager(bench, true);
    await bench.lab.removeFile('/etc/init.d/NetworkManager');
  });

  it('is refused, and releasing is, too', async () => {
    for (const options of [disable, {}]) {
      assert.match(await expectRefusal(bench, 'Unsupported', 'CreateBridge', ['br0', 'eth0', options]), /init script/);
    }
  });
});
