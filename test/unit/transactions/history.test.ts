import assert from 'node:assert/strict';
import type { TransactionId } from '../../../src/model/names.ts';
import type { Transaction, TransactionState } from '../../../src/model/transaction.ts';
import { openHistory, type Folders } from '../../../src/transactions/history.ts';
import { request } from '../support/host.ts';

interface Row {
  readonly operation?: Transaction['operation'];
  readonly bridge?: string;
  readonly state?: TransactionState;
}

function idOf(number: number): TransactionId {
  return number.toString(16).padStart(32, '0') as TransactionId;
}

/** Transactions in memory, each a second after the one before, and how often their folders are looked at. */
class Journals implements Folders {
  readonly rows = new Map<TransactionId, Transaction>();
  looks = 0;

  add({ operation = 'CreateBridge', bridge = 'br0', state = 'committed' }: Row): TransactionId {
    const id = idOf(this.rows.size);
    const own = { format: 1, id, operation, bridge, interface: 'eth0', uid: 0, time: this.rows.size } as const;
    this.rows.set(id, {
      ...{ ...own, bootId: 'b', request: request(), plan: [] },
      ...{ state, deadline: undefined, report: [] },
    });
    return id;
  }

  ids = () => Promise.resolve([...this.rows.keys()]);
  statesOf = (id: TransactionId) => this.#look([this.#row(id).state]);
  read = (id: TransactionId) => this.#look({ kind: 'whole', transaction: this.#row(id) } as const);
  stampOf = (id: TransactionId) => this.#look(this.#row(id).state);

  #row(id: TransactionId): Transaction {
    return this.rows.get(id) ?? assert.fail();
  }

  #look<Found>(found: Found): Promise<Found> {
    this.looks += 1;
    return Promise.resolve(found);
  }
}

/** Of each four a plan needs none, or each of them. */
const foursOf = {
  prunable: ['CreateBridge', 'AttachGuest', 'DetachGuest', 'DeleteBridge'],
  needed: ['CreateBridge', 'SetBridgedTraffic', 'RepairBridge', 'SetBridgedTraffic'],
} as const;

/** How often folders are looked at for one more change, on a host that has had so many. */
async function looksAfter(settled: number, kind: keyof typeof foursOf): Promise<number> {
  const journals = new Journals();
  const history = openHistory(journals);
  for (let four = 0; four < settled / 4; four += 1) {
    for (const operation of foursOf[kind]) journals.add({ operation });
  }
  for (let time = 0; time < 2; time += 1) {
    journals.looks = 0;
    await history.unfinished(true);
    await history.needed(true);
    journals.add({ state: 'rolled-back' });
  }
  return journals.looks;
}

describe('the history of transactions', () => {
  let journals: Journals;
  const ids = (found: readonly Transaction[]) => found.map(({ id }) => id);
  beforeEach(() => (journals = new Journals()));

  for (const kind of ['prunable', 'needed'] as const) {
    it(`is no more work for the next change with a thousand ${kind} ones than with a hundred`, async () => {
      assert.equal(await looksAfter(1000, kind), await looksAfter(100, kind));
    });
  }

  it('is the same list for the next plan while nothing has changed', async () => {
    const history = openHistory(journals);
    journals.add({});
    const found = await history.needed(true);
    assert.equal(await history.needed(true), found);
    journals.add({});
    assert.notEqual(await history.needed(true), found);
  });

  it('does not read again what was read under the lock at the start', async () => {
    const history = openHistory(journals);
    const id = journals.add({});
    const kept = journals.rows.get(id) ?? assert.fail();
    history.remember([kept]);
    history.offer(kept);
    assert.deepEqual(ids(await history.needed(true)), [id]);
    assert.equal(journals.looks, 0);
  });

  it('reads again what is rolled back and settled once more', async () => {
    const history = openHistory(journals);
    const id = journals.add({});
    await history.needed(true);
    history.forget(id);
    journals.rows.set(id, { ...(journals.rows.get(id) ?? assert.fail()), state: 'rolled-back' });
    const [found] = await history.needed(true);
    assert.equal(found?.state, 'rolled-back');
  });

  it('finds what is unfinished, also what was settled and is rolled back now', async () => {
    const history = openHistory(journals);
    const [kept, open] = [journals.add({}), journals.add({ state: 'applying' })];
    const found = async () => (await history.unfinished(true)).map((one) => one.kind === 'whole' && one.transaction.id);
    assert.deepEqual(await found(), [open]);
    history.forget(kept);
    journals.rows.set(kept, { ...(journals.rows.get(kept) ?? assert.fail()), state: 'rolling-back' });
    assert.deepEqual(await found(), [kept, open]);
  });

  it('remembers nothing from a look without the lock', async () => {
    const history = openHistory(journals);
    const kept = journals.add({});
    await history.unfinished(false);
    await history.needed(false);
    journals.rows.set(kept, { ...(journals.rows.get(kept) ?? assert.fail()), state: 'rolling-back' });
    assert.equal((await history.unfinished(true)).length, 1);
  });

  it('has for a plan every change to a bridge that is left, newest first, and none to a guest', async () => {
    const history = openHistory(journals);
    const first = journals.add({ bridge: 'br1' });
    for (let time = 0; time < 50; time += 1) journals.add({ operation: 'AttachGuest', bridge: 'br1' });
    for (let time = 0; time < 50; time += 1) journals.add({ bridge: 'br2', state: 'rolled-back' });
    const last = journals.add({ operation: 'SetBridgedTraffic', bridge: 'br1' });
    const found = ids(await history.needed(true));
    assert.equal(found.length, 33);
    assert.deepEqual([found[0], found.at(-1)], [last, first]);
    assert.deepEqual(ids(await history.needed(true)), found);
  });
});
