import assert from 'node:assert/strict';
import { scripts, useAgentHost, type Options } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { identityOf } from '../../lab/agent-host/snapshot.ts';

const second = 'DEVICE=eth1\nHWADDR=52:54:00:12:34:57\nBOOTPROTO=none\nONBOOT=yes\n';

const same: readonly Options[] = [
  {},
  { addressing: 'keep', stp: false, 'forward-delay': 0, activate: 'live' },
  { activate: 'boot' },
  { activate: 'restart' },
  { 'confirm-within': 60 },
];

const other: readonly Options[] = [
  { stp: true },
  { mtu: 1400 },
  { addressing: 'none' },
  { addressing: 'static', addresses: ['192.0.2.11/24'], gateways: ['192.0.2.1'] },
];

describe('CreateBridge of a bridge that exists', () => {
  const host = useAgentHost({ interfaces: 2, files: { [`${scripts}/ifcfg-eth1`]: second } });

  before('the bridge is created', () => host.create());

  for (const options of same) {
    it(`has nothing to do and writes nothing with ${JSON.stringify(options)}`, async () => {
      const before = await identityOf(host.lab);
      const reply = await host.create(options);
      assert.deepEqual(await identityOf(host.lab), before);
      assert.deepEqual(reply, {
        transaction: '',
        changed: false,
        state: 'committed',
        plan: [],
        warnings: [],
        stack: 'network-scripts',
      });
    });
  }

  it('has nothing to do in a dry run either', async () => {
    const reply = await host.create({ 'dry-run': true });
    const nothing = { transaction: '', changed: false, state: 'planned', plan: [], warnings: [] };
    assert.deepEqual(reply, { ...nothing, stack: 'network-scripts' });
  });

  for (const options of other) {
    it(`fails with Exists with ${JSON.stringify(options)}`, async () => {
      const sentence = await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth0', options]);
      assert.match(sentence, /'br0'/);
    });
  }

  it('fails with Exists for another interface', async () => {
    await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth1', {}]);
  });

  it('fails with Busy for another bridge over the same interface, and names the present one', async () => {
    const sentence = await expectRefusal(host, 'Busy', 'CreateBridge', ['br1', 'eth0', {}]);
    assert.match(sentence, /'eth0'.*'br0'/);
  });

  it('fails with ReservedName for a name that differs only in case', async () => {
    await expectRefusal(host, 'ReservedName', 'CreateBridge', ['BR0', 'eth1', {}]);
  });
});
