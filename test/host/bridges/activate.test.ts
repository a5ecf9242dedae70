import assert from 'node:assert/strict';
import { AgentHost, scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { essenceOf, linkOf } from '../../lab/agent-host/kernel.ts';
import { expectAnswer } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { verify } from '../../lab/agent-host/findings.ts';

/** The host after CreateBridge with activate live. */
async function liveBridge(): Promise<unknown> {
  const host = new AgentHost();
  await host.start();
  try {
    await host.create();
    return await essenceOf(host.lab);
  } finally {
    await host.stop();
  }
}

describe('activate boot', () => {
  const host = useAgentHost({ fresh: true });

  it('writes the files, leaves the kernel alone, and lets the next boot create the bridge', async () => {
    const kernel = await host.lab.snapshotKernel();
    const reply = await host.create({ activate: 'boot' });
    assert.deepEqual([reply.changed, reply.state], [true, 'committed']);
    assert.equal(await host.lab.snapshotKernel(), kernel);
    await host.lab.reboot();
    assert.deepEqual(await essenceOf(host.lab), await liveBridge());
  });

  it('has nothing to do when called again, though the kernel has no bridge yet', async () => {
    await host.create({ activate: 'boot' });
    assert.equal((await host.create({ activate: 'boot' })).changed, false);
  });

  it('of DeleteBridge restores the files and leaves the bridge until the next boot', async () => {
    const start = await networkOf(host.lab);
    await host.create();
    const kernel = await host.lab.snapshotKernel();
    await host.delete({ activate: 'boot' });
    assert.equal(await host.lab.snapshotKernel(), kernel);
    assert.deepEqual((await networkOf(host.lab)).files, start.files);
    await host.lab.reboot();
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('of DeleteBridge undoes what CreateBridge wrote with activate boot', async () => {
    const start = await networkOf(host.lab);
    await host.create({ activate: 'boot' });
    await host.delete({ activate: 'boot' });
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe('activate restart', () => {
  const host = useAgentHost({ fresh: true });

  it("lets the host's network service create the bridge", async () => {
    const reply = await host.create({ activate: 'restart' });
    assert.deepEqual([reply.changed, reply.state], [true, 'committed']);
    assert.deepEqual(await essenceOf(host.lab), await liveBridge());
    await expectAnswer(host.lab, '192.0.2.10');
  });

  it('of DeleteBridge lets the service remove the bridge', async () => {
    const [start, { files }] = [await essenceOf(host.lab), await networkOf(host.lab)];
    await host.create();
    await host.delete({ activate: 'restart' });
    assert.deepEqual(await essenceOf(host.lab), start);
    assert.deepEqual((await networkOf(host.lab)).files, files);
  });
});

describe('activate restart on a host with guests', () => {
  const second = 'DEVICE=eth1\nHWADDR=52:54:00:12:34:57\nBOOTPROTO=none\nONBOOT=yes\n';
  const host = useAgentHost({ interfaces: 2, files: { [`${scripts}/ifcfg-eth1`]: second } });

  it('fails with Busy, because the network service would remove their bridge', async () => {
    await host.change('CreateBridge', ['br1', 'eth1', { addressing: 'none' }]);
    await host.lab.hostOk(['ip', 'tuntap', 'add', 'vnet0', 'mode', 'tap']);
    await host.lab.hostOk(['ip', 'link', 'set', 'vnet0', 'master', 'br1', 'up']);
    const sentence = await expectRefusal(host, 'Busy', 'CreateBridge', ['br0', 'eth0', { activate: 'restart' }]);
    assert.match(sentence, /'vnet0'/);
    assert.equal((await linkOf(host.lab, 'vnet0')).master, 'br1');
  });
});

describe('a host whose boot does not start the network service', () => {
  const host = useAgentHost();

  for (const activate of ['live', 'restart', 'boot']) {
    it(`is not changed with activate ${activate}, because the bridge would be gone after the next boot`, async () => {
      await host.lab.hostOk(['chkconfig', 'network', 'off']);
      const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', { activate }]);
      assert.match(sentence, /'network' is not enabled; enable it with 'systemctl enable network'/);
    });
  }

  it('gets its bridge once the service is enabled, and an unhealthy one if it is disabled again', async () => {
    await host.lab.hostOk(['chkconfig', 'network', 'on']);
    await host.create();
    assert.deepEqual((await verify(host)).failed, []);
    await host.lab.hostOk(['chkconfig', 'network', 'off']);
    assert.deepEqual(
      (await verify(host)).failed.map(({ check }) => check),
      ['config-service'],
    );
    assert.equal((await host.create()).changed, false);
  });
});
