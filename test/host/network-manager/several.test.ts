import assert from 'node:assert/strict';
import { isRunning } from '../../lab/network-manager/network-manager.ts';
import { useBench } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { becomes, dropIn, findingOf, runNetworkManager, startedAtBoot, statesOf, withoutSilence } from './looks.ts';

const secondFile = 'DEVICE=eth1\nONBOOT=yes\nBOOTPROTO=none\n';

describe('NetworkManager and two bridges', () => {
  const bench = useBench({ cards: 2 });

  before('NetworkManager runs', async () => {
    await bench.writeScript('ifcfg-eth1', secondFile);
    await runNetworkManager(bench);
  });

  it('releases each with its own bridge, made by the network service or live, and gives each back', async () => {
    await bench.change('CreateBridge', ['br1', 'eth1', {}]);
    await withoutSilence(bench, () => bench.create());
    assert.deepEqual(await statesOf(bench, 'eth0', 'br0', 'eth1', 'br1'), Array(4).fill('unmanaged'));
    await bench.change('DeleteBridge', ['br1', { activate: 'restart' }]);
    assert.deepEqual(await statesOf(bench, 'eth0', 'br0'), ['unmanaged', 'unmanaged']);
    assert.notEqual((await statesOf(bench, 'eth1'))[0], 'unmanaged');
    await withoutSilence(bench, () => bench.delete());
    await becomes(bench, 'eth0', 'connected');
  });

  it('comes on again only with the last of them', async () => {
    await bench.lab.hostOk(['chkconfig', 'network', 'off']);
    await bench.create({ networkmanager: 'disable', activate: 'restart' });
    await bench.change('CreateBridge', ['br1', 'eth1', {}]);
    await bench.delete();
    assert.deepEqual([await isRunning(bench.lab), await startedAtBoot(bench)], [false, ['network']]);
    await bench.change('DeleteBridge', ['br1', {}]);
    assert.deepEqual([await isRunning(bench.lab), await startedAtBoot(bench)], [true, ['NetworkManager']]);
    assert.equal(bench.lab.exists(dropIn('br1')), false);
  });
});

describe('NetworkManager in the way', () => {
  const bench = useBench({ noAgent: true, fresh: true });

  beforeEach('NetworkManager runs', () => runNetworkManager(bench));

  it('is not left unchanged where it would undo the change', async () => {
    await bench.startAgent();
    const words = ['br0', 'eth0', { networkmanager: 'unchanged' }] as const;
    assert.match(await expectRefusal(bench, 'Unsupported', 'CreateBridge', words), /'release' or 'disable'/);
  });

  it('that cannot be stopped ends the change, and all is as it was', async () => {
    await startAgentWithStub(bench, 'service', '[ "$1 $2" = "NetworkManager stop" ] && exit 1; exec "$real" "$@"');
    const before = await networkOf(bench.lab);
    assert.match(
      expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed'),
      /service NetworkManager stop/,
    );
    assert.deepEqual(await networkOf(bench.lab), before);
    assert.equal(await isRunning(bench.lab), true);
  });

  it('that does not start again has the change taken back, and runs as before', async () => {
    const script = `if [ "$1 $2" = "NetworkManager start" ] && [ ! -e "$here/used" ]; then : >"$here/used"; exit 1; fi
exec "$real" "$@"`;
    await startAgentWithStub(bench, 'service', script);
    const before = await networkOf(bench.lab);
    await withoutSilence(bench, async () => {
      expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    });
    assert.deepEqual(await networkOf(bench.lab), before);
    await becomes(bench, 'eth0', 'connected (externally)');
  });

  it('that does not answer is not waited for', async () => {
    await startAgentWithStub(bench, 'nmcli', 'exec sleep 60');
    const sentence = expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.match(sentence, /'nmcli' does not say/);
  });

  it('is named by Verify where it has the bridge, and a second call takes it off', async () => {
    await bench.startAgent();
    await bench.create();
    await bench.lab.removeFile(dropIn());
    assert.equal((await findingOf(bench))?.status, 'warn');
    await bench.lab.hostOk(['service', 'NetworkManager', 'restart']);
    const finding = await findingOf(bench);
    assert.equal(finding?.status, 'fail');
    assert.match(finding.remedy, /unmanaged-devices\+=interface-name:eth0;interface-name:br0/);
    await withoutSilence(bench, () => bench.create());
    assert.equal((await findingOf(bench))?.status, 'pass');
  });
});
