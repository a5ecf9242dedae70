import assert from 'node:assert/strict';
import type { TransactionId } from '../../../src/model/names.ts';
import type { Transaction, TransactionState } from '../../../src/model/transaction.ts';
import { cacheRecords, type RecordCache } from '../../../src/transactions/record-cache.ts';
import { request } from '../support/host.ts';

function transaction(number: number, characters: number, state: TransactionState = 'committed'): Transaction {
  const id = number.toString(16).padStart(32, '0') as TransactionId;
  const step = { kind: 'file', title: 'save the rules', path: '/etc/sysconfig/iptables', mode: 0o600 } as const;
  const own = { format: 1, id, operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', uid: 0, time: 1 } as const;
  return {
    ...{ ...own, bootId: 'b', request: request(), plan: [{ ...step, before: null, after: 'a'.repeat(characters) }] },
    ...{ state, deadline: undefined, report: [] },
  };
}

describe('the records in memory', () => {
  const mebibyte = 1024 * 1024;
  let reads: TransactionId[];
  let stamp: string;

  function cacheOf(...all: readonly Transaction[]): RecordCache {
    const find = (id: TransactionId): Transaction => all.find((one) => one.id === id) ?? assert.fail();
    return cacheRecords({
      read: (id) => {
        reads.push(id);
        return Promise.resolve({ kind: 'whole', transaction: find(id) });
      },
      stampOf: () => Promise.resolve(stamp),
    });
  }

  beforeEach(() => {
    reads = [];
    stamp = 'as it was';
  });

  it('are read again when their folder is another one', async () => {
    const one = transaction(1, 1);
    const cache = cacheOf(one);
    await cache.read(one.id);
    await cache.read(one.id);
    assert.equal(reads.length, 1);
    stamp = 'another';
    await cache.read(one.id);
    assert.equal(reads.length, 2);
  });

  it('are a thousand of usual size', () => {
    const all = Array.from({ length: 1000 }, (_, number) => transaction(number, 4096));
    const cache = cacheOf();
    all.forEach(cache.offer);
    assert.ok(all.every(({ id }) => cache.known(id) !== undefined));
  });

  it('are no more than twelve mebibytes, until some of them are no longer needed', () => {
    const [first, second] = [transaction(1, 8 * mebibyte), transaction(2, 8 * mebibyte)];
    const cache = cacheOf();
    [first, second].forEach(cache.offer);
    assert.deepEqual(
      [first, second].map(({ id }) => cache.known(id) !== undefined),
      [true, false],
    );
    cache.keepOnly([second.id]);
    cache.offer(second);
    assert.deepEqual(
      [first, second].map(({ id }) => cache.known(id) !== undefined),
      [false, true],
    );
  });

  it('count the rules that followed an interface', () => {
    const rule = {
      rule: `-A INPUT -m comment --comment ${'a'.repeat(13 * mebibyte)}`,
      behind: { rule: '', position: 1 },
    };
    const step = { kind: 'firewall-rules', title: '', program: 'iptables', table: 'filter', action: 'add' } as const;
    const large = { ...transaction(1, 1), plan: [{ ...step, rules: [rule] }] };
    const cache = cacheOf(large);
    cache.offer(large);
    assert.equal(cache.known(large.id), undefined);
  });

  it('are never those of a change that is unfinished', () => {
    const open = transaction(1, 1, 'awaiting-confirmation');
    const cache = cacheOf(open);
    cache.offer(open);
    assert.equal(cache.known(open.id), undefined);
  });
});
