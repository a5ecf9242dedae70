import assert from 'node:assert/strict';
import { Bench } from '../../lab/agent-host/agent-host.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { networkOf, type Picture } from '../../lab/agent-host/snapshot.ts';
import { deadlineOf, detailsOf, hasTimer, whenInState } from '../../lab/agent-host/journal.ts';
import { uptime } from '../../lab/uptime.ts';

interface Story {
  readonly what: string;
  /** What the host is like before the change that nobody confirms. */
  readonly given?: (bench: Bench) => Promise<unknown>;
  readonly change?: (bench: Bench) => Promise<{ readonly transaction: string; readonly deadline?: number }>;
  /** What befalls the agent meanwhile. */
  readonly then?: (bench: Bench) => Promise<unknown>;
}

const stories: readonly Story[] = [
  { what: 'by the agent' },
  { what: 'by the timer, when the agent is dead', then: (bench) => bench.killAgent() },
  {
    what: 'by the agent that came after the dead one',
    then: async (bench) => {
      await bench.killAgent();
      await bench.startAgent();
    },
  },
  {
    what: 'where a bridge was deleted',
    given: (bench) => bench.create(),
    change: (bench) => bench.delete({ 'confirm-within': probation }),
  },
  {
    what: 'where only files were written',
    change: (bench) => bench.create({ activate: 'boot', 'confirm-within': probation }),
  },
];

/** All at the same time, for each lasts as long as its deadline. */
interface Outcome {
  readonly bench: Bench;
  readonly transaction: string;
  readonly start: Picture;
  readonly end: Picture;
  /** Uptimes: before the call, after it, the deadline that the journal has, and when the change was seen to be gone. */
  readonly clock: { readonly called: number; readonly made: number; readonly deadline: number; readonly gone: number };
}

const probation = 10;

describe('a change that nobody confirms is taken back when its deadline has passed, and not before', () => {
  const outcomes = new Map<string, Outcome>();
  const benches = stories.map(() => new Bench());

  before('five hosts are left alone', async () => {
    await Promise.all(
      stories.map(async (story, index) => outcomes.set(story.what, await tell(story, benches[index] ?? new Bench()))),
    );
  });

  after(() => Promise.all(benches.map((bench) => bench.stop())));

  afterEach(function () {
    if (this.currentTest?.state === 'failed') for (const bench of benches) console.error(bench.log());
  });

  for (const { what } of stories) {
    it(what, async () => {
      const outcome = outcomes.get(what);
      assert.ok(outcome !== undefined);
      const { bench, start, end, transaction, clock } = outcome;
      assert.deepEqual(end, start);
      assert.ok(clock.deadline >= clock.called + probation, JSON.stringify(clock));
      assert.ok(clock.deadline <= clock.made + probation, JSON.stringify(clock));
      // The timer is set before the deadline is written down, and so comes first.
      assert.ok(clock.gone >= clock.called + probation, JSON.stringify(clock));
      assert.equal(await hasTimer(bench, transaction), false);
      for (const address of hostAddresses) await expectAnswer(bench.lab, address);
    });
  }

  it('and is seen as such by the agent that comes later', async () => {
    const outcome = outcomes.get('by the timer, when the agent is dead');
    assert.ok(outcome !== undefined);
    await outcome.bench.startAgent();
    assert.equal((await detailsOf(outcome.bench, outcome.transaction)).state, 'rolled-back');
    assert.equal((await outcome.bench.create()).state, 'committed');
    assert.equal((await linkOf(outcome.bench.lab, 'eth0')).master, 'br0');
  });
});

async function tell({ given, change, then }: Story, bench: Bench): Promise<Outcome> {
  await bench.start();
  await given?.(bench);
  const start = await networkOf(bench.lab);
  const make = change ?? (() => bench.create({ 'confirm-within': probation }));
  const called = uptime();
  const { transaction } = await make(bench);
  const made = uptime();
  await then?.(bench);
  await whenInState(bench, transaction, 'rolled-back');
  const clock = { called, made, deadline: await deadlineOf(bench, transaction), gone: uptime() };
  return { bench, transaction, start, end: await networkOf(bench.lab), clock };
}
