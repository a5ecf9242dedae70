import assert from 'node:assert/strict';
import { Bench, scripts, useBench } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { essenceOf, linkOf } from '../../lab/agent-host/kernel.ts';
import { expectAnswer } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { verify } from '../../lab/agent-host/findings.ts';

/** What a host is like after CreateBridge with activate live. */
async function liveBridge(): Promise<unknown> {
  const bench = new Bench();
  await bench.start();
  try {
    await bench.create();
    return await essenceOf(bench.lab);
  } finally {
    await bench.stop();
  }
}

describe('activate boot', () => {
  const bench = useBench({ fresh: true });

  it('writes the files, leaves the kernel alone, and the next boot makes the bridge', async () => {
    const kernel = await bench.lab.snapshotKernel();
    const reply = await bench.create({ activate: 'boot' });
    assert.deepEqual([reply.changed, reply.state], [true, 'committed']);
    assert.equal(await bench.lab.snapshotKernel(), kernel);
    await bench.lab.reboot();
    assert.deepEqual(await essenceOf(bench.lab), await liveBridge());
  });

  it('has nothing to do when called again, though the kernel has no bridge yet', async () => {
    await bench.create({ activate: 'boot' });
    assert.equal((await bench.create({ activate: 'boot' })).changed, false);
  });

  it('of DeleteBridge gives the files back and leaves the bridge until the next boot', async () => {
    const start = await networkOf(bench.lab);
    await bench.create();
    const kernel = await bench.lab.snapshotKernel();
    await bench.delete({ activate: 'boot' });
    assert.equal(await bench.lab.snapshotKernel(), kernel);
    assert.deepEqual((await networkOf(bench.lab)).files, start.files);
    await bench.lab.reboot();
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it('of DeleteBridge takes back what activate boot had written', async () => {
    const start = await networkOf(bench.lab);
    await bench.create({ activate: 'boot' });
    await bench.delete({ activate: 'boot' });
    assert.deepEqual(await networkOf(bench.lab), start);
  });
});

describe('activate restart', () => {
  const bench = useBench({ fresh: true });

  it("has the host's own network service make the bridge", async () => {
    const reply = await bench.create({ activate: 'restart' });
    assert.deepEqual([reply.changed, reply.state], [true, 'committed']);
    assert.deepEqual(await essenceOf(bench.lab), await liveBridge());
    await expectAnswer(bench.lab, '192.0.2.10');
  });

  it('of DeleteBridge has it take the bridge away', async () => {
    const [start, { files }] = [await essenceOf(bench.lab), await networkOf(bench.lab)];
    await bench.create();
    await bench.delete({ activate: 'restart' });
    assert.deepEqual(await essenceOf(bench.lab), start);
    assert.deepEqual((await networkOf(bench.lab)).files, files);
  });
});

describe('activate restart on a host with guests', () => {
  const second = 'DEVICE=eth1\nHWADDR=52:54:00:12:34:57\nBOOTPROTO=none\nONBOOT=yes\n';
  const bench = useBench({ cards: 2, files: { [`${scripts}/ifcfg-eth1`]: second } });

  it('is Busy, because the network service would take their bridge away', async () => {
    await bench.change('CreateBridge', ['br1', 'eth1', { addressing: 'none' }]);
    await bench.lab.hostOk(['ip', 'tuntap', 'add', 'vnet0', 'mode', 'tap']);
    await bench.lab.hostOk(['ip', 'link', 'set', 'vnet0', 'master', 'br1', 'up']);
    const sentence = await expectRefusal(bench, 'Busy', 'CreateBridge', ['br0', 'eth0', { activate: 'restart' }]);
    assert.match(sentence, /'vnet0'/);
    assert.equal((await linkOf(bench.lab, 'vnet0')).master, 'br1');
  });
});

describe('a host whose boot does not start the network service', () => {
  const bench = useBench();

  for (const activate of ['live', 'restart', 'boot']) {
    it(`is left as it is with activate ${activate}, because the next boot would be without the bridge`, async () => {
      await bench.lab.hostOk(['chkconfig', 'network', 'off']);
      const sentence = await expectRefusal(bench, 'Refused', 'CreateBridge', ['br0', 'eth0', { activate }]);
      assert.match(sentence, /'network' is not enabled; enable it with 'systemctl enable network'/);
    });
  }

  it('has its bridge when that is put right, and an unhealthy one when the service is turned off afterwards', async () => {
    await bench.lab.hostOk(['chkconfig', 'network', 'on']);
    await bench.create();
    assert.deepEqual((await verify(bench)).failed, []);
    await bench.lab.hostOk(['chkconfig', 'network', 'off']);
    assert.deepEqual(
      (await verify(bench)).failed.map(({ check }) => check),
      ['config-service'],
    );
    assert.equal((await bench.create()).changed, false);
  });
});
