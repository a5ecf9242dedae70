import assert from 'node:assert/strict';
import { isRunning } from '../../lab/network-manager/network-manager.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { becomes, dropIn, findingOf, runNetworkManager, startedAtBoot, statesOf, withoutSilence } from './looks.ts';

const secondFile = 'DEVICE=eth1\nONBOOT=yes\nBOOTPROTO=none\nIPV6_AUTOCONF=no\n';

describe('NetworkManager and two bridges', () => {
  const host = useAgentHost({ interfaces: 2 });

  before('NetworkManager runs', async () => {
    await host.writeScript('ifcfg-eth1', secondFile);
    await runNetworkManager(host);
  });

  it('releases each uplink with its own bridge, made by the network service or live, and manages each again afterwards', async () => {
    await host.change('CreateBridge', ['br1', 'eth1', {}]);
    await withoutSilence(host, () => host.create());
    assert.deepEqual(await statesOf(host, 'eth0', 'br0', 'eth1', 'br1'), Array(4).fill('unmanaged'));
    await host.change('DeleteBridge', ['br1', { activate: 'restart' }]);
    assert.deepEqual(await statesOf(host, 'eth0', 'br0'), ['unmanaged', 'unmanaged']);
    assert.notEqual((await statesOf(host, 'eth1'))[0], 'unmanaged');
    await withoutSilence(host, () => host.delete());
    await becomes(host, 'eth0', 'connected');
  });

  it('is enabled again only with the last of them', async () => {
    await host.lab.hostOk(['chkconfig', 'network', 'off']);
    await host.create({ networkmanager: 'disable', activate: 'restart' });
    await host.change('CreateBridge', ['br1', 'eth1', {}]);
    await host.delete();
    assert.deepEqual([await isRunning(host.lab), await startedAtBoot(host)], [false, ['network']]);
    await host.change('DeleteBridge', ['br1', {}]);
    assert.deepEqual([await isRunning(host.lab), await startedAtBoot(host)], [true, ['NetworkManager']]);
    assert.equal(host.lab.exists(dropIn('br1')), false);
  });
});

describe('a NetworkManager that interferes', () => {
  const host = useAgentHost({ noAgent: true, fresh: true });

  beforeEach('NetworkManager runs', () => runNetworkManager(host));

  it('is not left unchanged if it would undo the change', async () => {
    await host.startAgent();
    const words = ['br0', 'eth0', { networkmanager: 'unchanged' }] as const;
    assert.match(await expectRefusal(host, 'Unsupported', 'CreateBridge', words), /'release' or 'disable'/);
  });

  it('makes the change fail if it cannot be stopped, and all is as before', async () => {
    await startAgentWithStub(host, 'service', '[ "$1 $2" = "NetworkManager stop" ] && exit 1; exec "$real" "$@"');
    const before = await networkOf(host.lab);
    assert.match(
      expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed'),
      /service NetworkManager stop/,
    );
    assert.deepEqual(await networkOf(host.lab), before);
    assert.equal(await isRunning(host.lab), true);
  });

  it('causes the change to be undone if it does not start again, and then runs as before', async () => {
    const script = `if [ "$1 $2" = "NetworkManager start" ] && [ ! -e "$here/used" ]; then : >"$here/used"; exit 1; fi
exec "$real" "$@"`;
    await startAgentWithStub(host, 'service', script);
    const before = await networkOf(host.lab);
    await withoutSilence(host, async () => {
      expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    });
    assert.deepEqual(await networkOf(host.lab), before);
    await becomes(host, 'eth0', 'connected (externally)');
  });

  it('is not waited for if it does not answer', async () => {
    await startAgentWithStub(host, 'nmcli', 'exec sleep 60');
    const sentence = expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.match(sentence, /'nmcli' does not say/);
  });

  it('is named by Verify if it manages the bridge, and a second call releases the bridge', async () => {
    await host.startAgent();
    await host.create();
    await host.lab.removeFile(dropIn());
    assert.equal((await findingOf(host))?.status, 'warn');
    await host.lab.hostOk(['service', 'NetworkManager', 'restart']);
    const finding = await findingOf(host);
    assert.equal(finding?.status, 'fail');
    assert.match(finding.remedy, /unmanaged-devices\+=interface-name:eth0;interface-name:br0/);
    await withoutSilence(host, () => host.create());
    assert.equal((await findingOf(host))?.status, 'pass');
  });
});
