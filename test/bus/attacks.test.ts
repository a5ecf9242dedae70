import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { busName } from '../../src/contract/names.ts';
import { eventually } from '../lab/eventually.ts';
import { Laboratory } from '../lab/laboratory.ts';
import type { ServiceProcess } from '../lab/service-process.ts';
import { attacks, type Outcome } from './attacks.ts';
import { runRaw, startFixtureAgent } from './bus-laboratory.ts';

const standard = 'org.freedesktop.DBus.Error.';
const own = 'io.bridgehead.Agent1.Error.';
const done = 'a{sv}';
/** The reply to a Ping. */
const alive = '';

/** What operator1, who may do everything, gets: an error's name, or the signature of a reply. */
const expected: Readonly<Record<string, string>> = {
  'good call': done,
  'big-endian call': done,
  'call without interface': `${standard}AccessDenied`,
  'call with an unknown header field': done,
  'file descriptor as argument': `${standard}InvalidArgs`,
  'file descriptor as option': `${standard}InvalidArgs`,
  'file descriptor in a signal': alive,
  '30 MiB of variants in a call': `${standard}LimitsExceeded`,
  '30 MiB of variants in a signal': alive,
  '60 KiB of variants in an option': `${standard}LimitsExceeded`,
  'a message of 64 KiB and a byte': `${standard}LimitsExceeded`,
  'a header of two mebibytes': alive,
  'a text of 256 bytes': `${standard}LimitsExceeded`,
  'a key of 256 bytes': `${standard}LimitsExceeded`,
  '33 options': `${standard}LimitsExceeded`,
  'variants 60 deep': `${standard}LimitsExceeded`,
  'an option twice': `${own}DuplicateOption`,
  'the option __proto__': `${own}UnknownOption`,
  'the option constructor': `${own}UnknownOption`,
  'an option of control characters': `${own}UnknownOption`,
  'another signature': `${standard}InvalidArgs`,
  'no arguments': `${standard}InvalidArgs`,
  'a write to a property': `${standard}AccessDenied`,
  'a change without a reply': alive,
  'unexpected replies and unknown types': alive,
};

/** Root's messages pass the bus; so the agent itself must refuse what the bus refuses to others. */
const expectedOfRoot = {
  ...expected,
  'call without interface': done,
  'a write to a property': `${standard}PropertyReadOnly`,
};

/** A caller without authorisation still learns what is wrong with the call, and nothing more. */
const needsPassword = `${standard}InteractiveAuthorizationRequired`;
const expectedOfAnybody = Object.fromEntries(
  Object.entries(expected).map(([name, outcome]) => [name, outcome === done ? needsPassword : outcome]),
);

function nameOf(outcome: Outcome): string {
  return 'error' in outcome ? outcome.error : outcome.reply;
}

/** Control characters, or a place in the agent's own code; the bus's own refusals quote command lines. */
function isUnfit(text: string): boolean {
  return !text.startsWith('Rejected send message') && /[\p{C}]|\.ts|node:/u.test(text);
}

/** Its peak memory, in MiB (proc(5): VmHWM). */
function mostMemory(process: ServiceProcess): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${process.pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** How many match rules the bus keeps for the agent (dbus-daemon: org.freedesktop.DBus.Debug.Stats). */
async function matchRules(laboratory: Laboratory): Promise<unknown> {
  const driver = ['org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.Debug.Stats'];
  const stats = await laboratory.busctl([...driver, 'GetConnectionStats', 's', busName]);
  assert.ok(stats.ok, JSON.stringify(stats));
  return (stats.reply[0] as Record<string, unknown>).MatchRules;
}

describe('the agent on a real bus, attacked', () => {
  let laboratory: Laboratory;
  let agent: ServiceProcess;

  before(async () => {
    laboratory = await Laboratory.start();
    agent = await startFixtureAgent(laboratory);
  });
  after(() => laboratory.stop());
  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.error(agent.log());
  });

  it('has an expectation for each attack', () => {
    assert.deepEqual(Object.keys(expected).sort(), Object.keys(attacks).sort());
  });

  for (const [user, outcomes] of Object.entries({
    operator1: expected,
    root: expectedOfRoot,
    plainuser: expectedOfAnybody,
  })) {
    it(`gives ${user} the expected answer, and keeps running without storing the message`, async () => {
      const before = mostMemory(agent);
      const seen = await runRaw<Record<string, Outcome>>(laboratory, user);
      const names = Object.fromEntries(Object.entries(seen).map(([name, outcome]) => [name, nameOf(outcome)]));
      assert.deepEqual(names, outcomes);
      assert.ok(agent.running);
      assert.ok(mostMemory(agent) - before < 60, `${mostMemory(agent) - before} MiB more`);
      const texts = Object.values(seen).map((outcome) => ('text' in outcome ? outcome.text : ''));
      assert.deepEqual(texts.filter(isUnfit), []);
    });
  }

  it('runs no change that asks for no reply', () => {
    const lines = agent
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; sender?: string });
    const ignored = lines.filter(({ msg }) => msg === 'a call that wants no reply is not run, ignoring');
    assert.ok(ignored.length > 0);
    for (const { sender } of ignored) assert.ok(!lines.some((line) => line.sender === sender && line.msg === 'done'));
  });

  it('answers each of a thousand calls once', async () => {
    const { ['a thousand calls at once']: seen } = await runRaw<Record<string, { replies: number; kinds: string[] }>>(
      laboratory,
      'plainuser',
      'a thousand calls at once',
    );
    assert.doesNotMatch(agent.log(), /Warning/);
    assert.equal(seen?.replies, 1000);
    // The bus itself allows a connection 128 calls without an answer.
    assert.ok(
      seen.kinds.every((kind) => kind === 'good' || kind === `${standard}LimitsExceeded`),
      String(seen.kinds),
    );
  });

  it('frees everything of callers who leave early', async () => {
    await runRaw(laboratory, 'operator1', 'two hundred callers who do not wait');
    await eventually('no call but this one is under way', async () => {
      const bridges = await laboratory.call('ListBridges');
      return bridges.ok && isDeepStrictEqual(bridges.reply, [[{ pending: 1 }]]);
    });
    // One rule for all callers, however many have left, and one for polkit's name.
    assert.equal(await matchRules(laboratory), 2);
  });

  it('believes that a caller has left only if the bus says so', async () => {
    const name = 'a forged departure of the caller';
    assert.deepEqual(await runRaw(laboratory, 'root', name), { [name]: { aborted: false } });
  });
});
