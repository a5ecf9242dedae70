import assert from 'node:assert/strict';
import type { TransactionId } from '../../../../src/model/names.ts';
import type { FileStep, Plan } from '../../../../src/model/plan.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import { refuseLaterChanges } from '../../../../src/operations/rollback/later-changes.ts';
import { plainHost } from '../bridges/bridges.ts';
import { request } from '../../support/host.ts';

let clock = 0;
function change(operation: Transaction['operation'], bridge: string, uplink: string, plan: Plan = []): Transaction {
  clock += 1;
  return {
    ...{ format: 1, id: `${operation} ${bridge}` as TransactionId, operation, bridge, interface: uplink, uid: 0 },
    ...{ time: clock, bootId: 'x', request: request(), plan, state: 'committed', deadline: undefined, report: [] },
  };
}

function file(path: string): FileStep {
  return { kind: 'file', title: '', path, before: null, after: '', mode: 0o644 };
}

/** @param later oldest first. */
function blockerOf(first: Transaction, ...later: Transaction[]): string | undefined {
  try {
    refuseLaterChanges(first, plainHost(), [...later.toReversed(), first]);
    return undefined;
  } catch (error) {
    return /before '([^']*)'/.exec((error as Error).message)?.[1];
  }
}

describe('a change that was kept', () => {
  const scripts = '/etc/sysconfig/network-scripts';

  it('can be rolled back if no later change shares a bridge, interface or file with it', () => {
    const create = change('CreateBridge', 'br0', 'eth0', [file(`${scripts}/ifcfg-br0`)]);
    assert.equal(blockerOf(create), undefined);
    assert.equal(blockerOf(create, change('CreateBridge', 'br1', 'eth1', [file(`${scripts}/ifcfg-br1`)])), undefined);
  });

  it('waits for the newest change of the same bridge, interface or file', () => {
    const create = change('CreateBridge', 'br0', 'eth0');
    const remove = change('DeleteBridge', 'br0', 'eth0');
    assert.equal(blockerOf(create, remove), 'DeleteBridge br0');
    assert.equal(blockerOf(create, remove, change('CreateBridge', 'br5', 'eth0')), 'CreateBridge br5');
    const dropIn = file('/etc/sysctl.d/90-bridgehead.conf');
    const traffic = change('SetBridgedTraffic', 'br8', '', [dropIn]);
    assert.equal(blockerOf(traffic, change('SetBridgedTraffic', 'br9', '', [dropIn])), 'SetBridgedTraffic br9');
  });

  it('waits for a later bridged-traffic change of its bridge', () => {
    const create = change('CreateBridge', 'br0', 'eth0');
    assert.equal(blockerOf(create, change('SetBridgedTraffic', 'br0', '')), 'SetBridgedTraffic br0');
  });

  it('does not wait for a guest that has left the bridge since, nor for another guest interface', () => {
    const create = change('CreateBridge', 'br0', 'eth0');
    assert.equal(blockerOf(create, change('AttachGuest', 'br0', '')), undefined);
    assert.equal(blockerOf(change('AttachGuest', 'br0', ''), change('AttachGuest', 'br0', '')), undefined);
  });

  it('does not wait for an undone or an earlier change', () => {
    const before = change('CreateBridge', 'br0', 'eth0');
    const remove = change('DeleteBridge', 'br0', 'eth0');
    assert.equal(blockerOf(remove, { ...change('CreateBridge', 'br0', 'eth0'), state: 'rolled-back' }), undefined);
    assert.equal(blockerOf(remove, before), undefined);
  });
});
