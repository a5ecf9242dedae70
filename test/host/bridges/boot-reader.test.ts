import assert from 'node:assert/strict';
import { scripts, useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { answerOf, bridgehead } from '../../lab/agent-host/client.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';

// A card that hears the same router would get the default route of eth0's file, which names no device.
const second = 'DEVICE=eth1\nHWADDR=52:54:00:12:34:57\nBOOTPROTO=none\nONBOOT=yes\nIPV6_AUTOCONF=no\n';

/** Whether the boot starts the service `network`. */
async function isEnabled(host: AgentHost): Promise<boolean> {
  return (await host.lab.hostOk(['chkconfig', '--list', 'network'])).stdout.includes('3:on');
}

async function failedChecks(host: AgentHost): Promise<readonly string[]> {
  return (await verify(host)).failed.map(({ check }) => check);
}

describe('a host whose boot does not start the network service', () => {
  const host = useAgentHost({ interfaces: 2, files: { [`${scripts}/ifcfg-eth1`]: second } });

  beforeEach('it is disabled', () => host.lab.hostOk(['chkconfig', 'network', 'off']));

  for (const activate of ['live', 'restart', 'boot']) {
    it(`gets it enabled with the bridge and disabled with the deletion, with activate ${activate}`, async () => {
      const before = await networkOf(host.lab);
      const { plan, warnings } = await host.create({ activate });
      assert.match(plan[0]?.preview ?? '', /^chkconfig network on$/m);
      assert.match(warnings.join('\n'), /'network' also brings up 'eth1'/);
      assert.equal(await isEnabled(host), true);
      await host.delete({ activate });
      assert.equal(await isEnabled(host), false);
      assert.deepEqual((await networkOf(host.lab)).files, before.files);
    });
  }

  it('has it disabled again by Rollback, without a silence', async () => {
    const ping = await whileLanPings(host.lab, async () => {
      const { transaction } = await host.create({ 'confirm-within': 600 });
      assert.equal(await isEnabled(host), true);
      await host.reply('Rollback', [transaction]);
    });
    expectNoSilence(ping);
    assert.equal(await isEnabled(host), false);
  });

  it('has a bridge after the next boot, which is unhealthy once the service is disabled again', async () => {
    await host.create({ activate: 'boot' });
    await host.killAgent();
    await host.lab.reboot();
    await host.startAgent();
    assert.deepEqual(await failedChecks(host), []);
    await host.lab.hostOk(['chkconfig', 'network', 'off']);
    assert.deepEqual(await failedChecks(host), ['config-service']);
    assert.equal((await host.create({ activate: 'boot' })).changed, false);
  });
});

describe('a host without a service that reads its files', () => {
  const host = useAgentHost();

  before('the service is removed', () => host.lab.removeFile('/etc/init.d/network'));

  for (const activate of ['live', 'restart', 'boot']) {
    for (const networkmanager of ['release', 'disable', 'unchanged']) {
      it(`is not changed, with activate ${activate} and networkmanager ${networkmanager}`, async () => {
        const options = { activate, networkmanager };
        const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', options]);
        assert.match(sentence, /no service 'network' on this host; install the distribution's network-scripts/);
      });
    }
  }

  it('has no interface that can be bridged, and ListInterfaces and doctor say why', async () => {
    const { value } = await answerOf(host.lab, 'interfaces', { user: 'plainuser' });
    const eth0 = (value as { name: string; bridgeable: boolean; reason: string }[]).find(({ name }) => name === 'eth0');
    assert.equal(eth0?.bridgeable, false);
    const why = "there is no service 'network' on this host; install the distribution's network-scripts";
    assert.ok(eth0.reason.includes(why), eth0.reason);
    const { stdout } = await bridgehead(host.lab, 'doctor', { user: 'plainuser' });
    assert.ok(stdout.replace(/\s+/g, ' ').includes(why), stdout);
    assert.match(stdout, /no network card can be bridged/);
  });
});

describe('a chkconfig that says that it enabled the service, and did not', () => {
  const host = useAgentHost({ noAgent: true });

  it('makes the change fail, and all is as before', async () => {
    await host.lab.hostOk(['chkconfig', 'network', 'off']);
    await startAgentWithStub(host, 'chkconfig', '[ "$*" = "network on" ] || exec "$real" "$@"');
    const before = await networkOf(host.lab);
    const sentence = expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.match(sentence, /'chkconfig network on' reported no error, but it did not enable the service 'network'/);
    assert.deepEqual(await networkOf(host.lab), before);
  });
});
