import assert from 'node:assert/strict';
import type { TransactionId } from '../../../src/model/names.ts';
import type { Transaction } from '../../../src/model/transaction.ts';
import { prunable } from '../../../src/transactions/needed.ts';
import { request } from '../support/host.ts';

type Row = readonly [operation: Transaction['operation'], bridge: string, state?: Transaction['state']];

/** @param rows oldest first. @returns newest first, with ids that are their places. */
function history(rows: readonly Row[]): Transaction[] {
  return rows
    .map(([operation, bridge, state = 'committed'], time) => ({
      ...{ format: 1 as const, id: String(time) as TransactionId, operation, bridge, interface: 'eth0', uid: 0, time },
      ...{ bootId: 'x', request: request(), plan: [], state, deadline: undefined, report: [] },
    }))
    .toReversed();
}

function prunedOf(rows: readonly Row[], most = 1): string[] {
  return prunable(history(rows), most).map(({ id }) => id);
}

describe('an old change', () => {
  it('keeps its folder while there are few', () => {
    assert.deepEqual(prunedOf([['CreateBridge', 'br0', 'rolled-back']]), []);
    const many = Array.from({ length: 256 }, (): Row => ['CreateBridge', 'br0', 'rolled-back']);
    assert.deepEqual(prunable(history(many)), []);
  });

  it('loses it if it was undone, or changed a guest', () => {
    const rows: Row[] = [
      ['CreateBridge', 'br0', 'rolled-back'],
      ['CreateBridge', 'br0', 'rollback-incomplete'],
      ['AttachGuest', 'br0'],
      ['DetachGuest', 'br0'],
      ['CreateBridge', 'br0'],
    ];
    assert.deepEqual(prunedOf(rows), ['3', '2', '1', '0']);
  });

  it('keeps it as long as a DeleteBridge may need the original files', () => {
    const rows: Row[] = [
      ['CreateBridge', 'br0'],
      ['SetBridgedTraffic', 'br0'],
      ['CreateBridge', 'br1'],
      ['DeleteBridge', 'br1'],
      ['AttachGuest', 'br0'],
      ['AttachGuest', 'br0'],
    ];
    assert.deepEqual(prunedOf(rows), ['4']);
  });

  it('loses it once the last bridge is gone', () => {
    const rows: Row[] = [
      ['CreateBridge', 'br0'],
      ['CreateBridge', 'br1'],
      ['DeleteBridge', 'br0'],
      ['DeleteBridge', 'br1'],
      ['CreateBridge', 'br2'],
      ['AttachGuest', 'br2'],
    ];
    assert.deepEqual(prunedOf(rows), ['3', '2', '1', '0']);
  });

  it('keeps it while it is under way or waits', () => {
    assert.deepEqual(
      prunedOf([
        ['AttachGuest', 'br0', 'applying'],
        ['AttachGuest', 'br0'],
      ]),
      [],
    );
    assert.deepEqual(
      prunedOf([
        ['CreateBridge', 'br0', 'awaiting-confirmation'],
        ['AttachGuest', 'br0'],
      ]),
      [],
    );
  });
});
