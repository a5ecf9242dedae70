import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { asideOf } from '../../../src/host/aside.ts';
import type { Commands } from '../../../src/host/commands.ts';
import type { Files } from '../../../src/host/files.ts';
import type { Host } from '../../../src/host/host.ts';
import { Lane } from '../../../src/host/lane.ts';

describe('a lane', () => {
  it('admits a limited number at once, the others in order, and continues after a failure', async () => {
    const lane = new Lane(2);
    const [begun, ends]: [number[], (() => void)[]] = [[], []];
    const work = (index: number) =>
      lane.run(async () => {
        begun.push(index);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (index === 0) throw new Error('no');
      });
    const all = Promise.allSettled([0, 1, 2, 3].map(work));
    await setImmediate();
    assert.deepEqual(begun, [0, 1]);
    for (let index = 0; index < 4; index += 1) {
      ends[index]?.();
      await setImmediate();
    }
    assert.deepEqual(begun, [0, 1, 2, 3]);
    assert.deepEqual(
      (await all).map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
    );
  });

  it('skips what is aborted while it waits, and does not start what was aborted before', async () => {
    const lane = new Lane(1);
    const given = new AbortController();
    const done: string[] = [];
    let end = (): void => undefined;
    const first = lane.run(() => new Promise<void>((resolve) => (end = resolve)));
    const waiting = Promise.allSettled(
      ['one', 'given up', 'another'].map((name) =>
        lane.run(() => Promise.resolve(done.push(name)), name === 'given up' ? given.signal : undefined),
      ),
    );
    given.abort(new Error('enough'));
    end();
    await first;
    assert.deepEqual(
      (await waiting).map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    await assert.rejects(
      lane.run(() => Promise.resolve(done.push('late')), given.signal),
      /enough/,
    );
    assert.deepEqual(done, ['one', 'another']);
  });
});

describe('a host in a lane of its own', () => {
  it('starts four programs at once and reads 32 files in a turn, and the host itself waits for none of them', async () => {
    const count = { programs: 0, files: 0 };
    const commands = { run: () => never(() => (count.programs += 1)) } as unknown as Commands;
    const files = { read: () => never(() => (count.files += 1)) } as unknown as Files;
    const host = { commands, files } as Host;
    const aside = asideOf(host);
    for (let index = 0; index < 100; index += 1) {
      void aside.commands.run('ip', []);
      void aside.files.read('/etc/hosts');
    }
    await new Promise((resolve) => process.nextTick(resolve));
    assert.deepEqual(count, { programs: 4, files: 32 });
    void host.commands.run('ip', []);
    void host.files.read('/etc/hosts');
    assert.deepEqual(count, { programs: 5, files: 33 });
  });
});

function never(begin: () => void): Promise<never> {
  begin();
  return new Promise(() => undefined);
}
