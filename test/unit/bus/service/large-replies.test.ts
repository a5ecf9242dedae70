import assert from 'node:assert/strict';
import { methods } from '../../../../src/contract/methods.ts';
import { variant, variantMap, type BusValue } from '../../../../src/model/bus-value.ts';
import type { Operation, Operations } from '../../../../src/operations/shared/operation.ts';
import { RecordingBus } from './recording-bus.ts';
import { serveOn } from './serve-on.ts';

const large = variant('s', 'x'.repeat(9 * 1024 * 1024));

/** The agent's answer to a read that gives this. */
async function answerOf(method: string, call: readonly BusValue[], body: readonly BusValue[]): Promise<unknown[]> {
  const bus = new RecordingBus();
  const operation: Operation = { parse: () => undefined, details: () => ({}), run: () => Promise.resolve(body) };
  const operations = Object.fromEntries(Object.keys(methods).map((name) => [name, operation])) as unknown as Operations;
  const agent = serveOn(bus, operations, { authorize: () => Promise.resolve('polkit') });
  const answer = await bus.receive({ member: method }, call.length > 0 ? 's' : '', call);
  assert.equal(agent.pendingCalls(), 0);
  return [...(answer ?? [])];
}

describe('an answer that the bus does not carry', () => {
  it('is an error that says so, of a list', async () => {
    const [name, text] = await answerOf('ListInterfaces', [], [[variantMap({ name: large })]]);
    assert.equal(name, 'org.freedesktop.DBus.Error.LimitsExceeded');
    assert.match(text as string, /^the answer to 'ListInterfaces' is larger than 8 MiB, .*'ip' as root$/);
  });

  it('is an error that says so, of a transaction', async () => {
    const [name, text] = await answerOf('GetTransaction', ['x'], [variantMap({ plan: large })]);
    assert.equal(name, 'org.freedesktop.DBus.Error.LimitsExceeded');
    assert.match(text as string, /the folder of the transaction as root$/);
  });
});
