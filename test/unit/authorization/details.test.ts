import assert from 'node:assert/strict';
import type { Host } from '../../../src/host/host.ts';
import { confirm } from '../../../src/operations/confirm.ts';
import { createBridge } from '../../../src/operations/create-bridge.ts';
import { rollback } from '../../../src/operations/rollback.ts';
import { setBridgedTraffic } from '../../../src/operations/set-bridged-traffic.ts';
import { variant, type BusValue } from '../../../src/model/bus-value.ts';
import type { TransactionId } from '../../../src/model/names.ts';
import type { Operation } from '../../../src/operations/shared/operation.ts';
import type { Transactions } from '../../../src/transactions/transactions.ts';
import type { RollbackRules } from '../../../src/transactions/change.ts';

const host = {} as Host;
const id = 'a'.repeat(32) as TransactionId;
/** Knows one change of br0 over eth0. */
const transactions = {
  find: (wanted: string) =>
    Promise.resolve({ whole: wanted === id ? [{ bridge: 'br0', interface: 'eth0' }] : [], damaged: [] }),
} as unknown as Transactions;

async function detailsOf<Request>({ parse, details }: Operation<Request>, args: readonly BusValue[]) {
  return details(parse(args));
}

describe('the details that a polkit rule sees', () => {
  it('contain the options of CreateBridge that change more than the bridge', async () => {
    const options = new Map([
      ['bridged-traffic', variant('s', 'bypass')],
      ['host-firewall', variant('s', 'follow')],
      ['networkmanager', variant('s', 'disable')],
      ['libvirt-network', variant('s', 'lan')],
    ]);
    assert.deepEqual(await detailsOf(createBridge(host, transactions), ['br0', 'eth0', options]), {
      bridge: 'br0',
      interface: 'eth0',
      activate: 'live',
      'bridged-traffic': 'bypass',
      'host-firewall': 'follow',
      networkmanager: 'disable',
      'libvirt-network': 'lan',
    });
  });

  it('contain the policy of SetBridgedTraffic', async () => {
    const operation = setBridgedTraffic(host, transactions);
    const details = await detailsOf(operation, ['br0', 'accept', new Map()]);
    assert.deepEqual(details, { bridge: 'br0', 'bridged-traffic': 'accept', activate: 'live' });
  });

  it('contain the bridge and interface of the change for Confirm and Rollback', async () => {
    for (const operation of [confirm(transactions), rollback(transactions, {} as RollbackRules)]) {
      assert.deepEqual(await detailsOf(operation, [id]), { bridge: 'br0', interface: 'eth0' });
      await assert.rejects(detailsOf(operation, ['b'.repeat(32)]), /there is no transaction/);
    }
  });
});
