import assert from 'node:assert/strict';
import { AgentHost } from '../../lab/agent-host/agent-host.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { networkOf, type Snapshot } from '../../lab/agent-host/snapshot.ts';
import { deadlineOf, detailsOf, hasTimer, whenInState } from '../../lab/agent-host/journal.ts';
import { uptime } from '../../lab/uptime.ts';

interface Story {
  readonly what: string;
  /** Prepares the host before the change. */
  readonly given?: (host: AgentHost) => Promise<unknown>;
  readonly change?: (host: AgentHost) => Promise<{ readonly transaction: string; readonly deadline?: number }>;
  /** What happens to the agent meanwhile. */
  readonly then?: (host: AgentHost) => Promise<unknown>;
}

const stories: readonly Story[] = [
  { what: 'by the agent' },
  { what: 'by the timer if the agent is dead', then: (host) => host.killAgent() },
  {
    what: 'by the successor of an agent that died',
    then: async (host) => {
      await host.killAgent();
      await host.startAgent();
    },
  },
  {
    what: 'after a bridge was deleted',
    given: (host) => host.create(),
    change: (host) => host.delete({ 'confirm-within': probation }),
  },
  {
    what: 'after only files were written',
    change: (host) => host.create({ activate: 'boot', 'confirm-within': probation }),
  },
];

/** All run at the same time, because each lasts until its deadline. */
interface Outcome {
  readonly host: AgentHost;
  readonly transaction: string;
  readonly start: Snapshot;
  readonly end: Snapshot;
  /** Uptimes: before the call, after it, the deadline in the journal, and when the change was gone. */
  readonly clock: { readonly called: number; readonly made: number; readonly deadline: number; readonly gone: number };
}

const probation = 10;

describe('an unconfirmed change is undone at its deadline, and not before', () => {
  const outcomes = new Map<string, Outcome>();
  const hosts = stories.map(() => new AgentHost());

  before('five hosts wait for the deadline', async () => {
    await Promise.all(
      stories.map(async (story, index) => outcomes.set(story.what, await tell(story, hosts[index] ?? new AgentHost()))),
    );
  });

  after(() => Promise.all(hosts.map((host) => host.stop())));

  afterEach(function () {
    if (this.currentTest?.state === 'failed') for (const host of hosts) console.error(host.log());
  });

  for (const { what } of stories) {
    it(what, async () => {
      const outcome = outcomes.get(what);
      assert.ok(outcome !== undefined);
      const { host, start, end, transaction, clock } = outcome;
      assert.deepEqual(end, start);
      assert.ok(clock.deadline >= clock.called + probation, JSON.stringify(clock));
      assert.ok(clock.deadline <= clock.made + probation, JSON.stringify(clock));
      // The timer is set before the deadline is computed, and so fires first.
      assert.ok(clock.gone >= clock.called + probation, JSON.stringify(clock));
      assert.equal(await hasTimer(host, transaction), false);
      for (const address of hostAddresses) await expectAnswer(host.lab, address);
    });
  }

  it('and the next agent lists it as rolled back', async () => {
    const outcome = outcomes.get('by the timer if the agent is dead');
    assert.ok(outcome !== undefined);
    await outcome.host.startAgent();
    assert.equal((await detailsOf(outcome.host, outcome.transaction)).state, 'rolled-back');
    assert.equal((await outcome.host.create()).state, 'committed');
    assert.equal((await linkOf(outcome.host.lab, 'eth0')).master, 'br0');
  });
});

async function tell({ given, change, then }: Story, host: AgentHost): Promise<Outcome> {
  await host.start();
  await given?.(host);
  const start = await networkOf(host.lab);
  const make = change ?? (() => host.create({ 'confirm-within': probation }));
  const called = uptime();
  const { transaction } = await make(host);
  const made = uptime();
  await then?.(host);
  await whenInState(host, transaction, 'rolled-back');
  const clock = { called, made, deadline: await deadlineOf(host, transaction), gone: uptime() };
  return { host, transaction, start, end: await networkOf(host.lab), clock };
}
