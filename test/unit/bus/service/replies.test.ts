import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { connectBus, type BusConnection } from '../../../../src/bus/connection.ts';
import { headerFields, WireWriter } from '../../../bus/wire-writer.ts';
import { errorReply, FakeBus, ownerOfAll, reply, welcome, type Answer } from '../fake-bus.ts';

const patience = { timeout: 60_000 };
const peer = { destination: 'a.b', path: '/', interface: 'a.b', member: 'Ask', signature: '', body: [] };

describe('the replies to our own calls', () => {
  let bus: FakeBus;
  let connection: BusConnection;

  async function start(answer: Answer = welcome): Promise<void> {
    bus = await FakeBus.start(answer);
    connection = await connectBus(bus.address, () => undefined);
  }

  afterEach(async () => {
    connection.close();
    await bus.stop();
  });

  function ownerChanges(to: FakeBus, before: string, after: string): void {
    const driver = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged' };
    const sender = { code: 7, signature: 's', value: 'org.freedesktop.DBus' };
    const names = new WireWriter().text('a.b').text(before).text(after).buffer;
    to.send(4, [...headerFields({ ...driver, signature: 'sss' }), sender], names);
  }

  /** Answers Hello, and `Ask` with this. */
  function answering(answer: Answer): Answer {
    return (seen, to) => (seen.header.member === 'Ask' ? answer(seen, to) : welcome(seen, to));
  }

  it('are accepted only from the program that was asked', async () => {
    const text = (words: string): Buffer => new WireWriter().text(words).buffer;
    await start(
      answering(({ header }, to) => {
        reply(to, header, 's', text('forged'), ':1.66');
        reply(to, header, 's', text('the bus does not say this'), 'org.freedesktop.DBus');
        if (header.interface === 'a.b') reply(to, header, 's', text('true'), header.flags === 0 ? ownerOfAll : ':1.9');
      }),
    );
    assert.deepEqual(await connection.call(peer, patience), ['true']);
    assert.deepEqual(await connection.call({ ...peer, flags: 4, destination: ':1.9' }, patience), ['true']);
  });

  it('are accepted only from the bus itself if it was asked', async () => {
    await start((seen, to) => {
      if (seen.header.member === 'RequestName')
        reply(to, seen.header, 'u', new WireWriter().uint32(3).buffer, ownerOfAll);
      welcome(seen, to);
    });
    await connection.requestName('a.b');
  });

  it('are accepted from a program that was started for the call and has released its name at once', async () => {
    await start((seen, to) => {
      if (seen.header.member === 'Ask') {
        ownerChanges(to, '', ':1.8');
        reply(to, seen.header, 's', new WireWriter().text('first').buffer, ':1.8');
        ownerChanges(to, ':1.8', '');
      }
      if (seen.header.member !== 'GetNameOwner') welcome(seen, to);
      else errorReply(to, seen.header, 'org.freedesktop.DBus.Error.NameHasNoOwner', 'nobody');
    });
    assert.deepEqual(await connection.call(peer, patience), ['first']);
    assert.deepEqual(await connection.call(peer, patience), ['first']);
  });

  it('are accepted from a program that released its name after the call, and no longer at the next call', async () => {
    const replies: Answer[] = [
      ({ header }, to) => {
        ownerChanges(to, ownerOfAll, ':1.8');
        reply(to, header, 's', new WireWriter().text('old').buffer);
      },
      ({ header }, to) => {
        reply(to, header, 's', new WireWriter().text('forged').buffer);
        reply(to, header, 's', new WireWriter().text('new').buffer, ':1.8');
      },
    ];
    await start(answering((seen, to) => replies.shift()?.(seen, to)));
    assert.deepEqual(await connection.call(peer, patience), ['old']);
    assert.deepEqual(await connection.call(peer, patience), ['new']);
  });

  it('need one question about the owner of a name, however many calls there are', async () => {
    await start(answering(({ header }, to) => reply(to, header)));
    for (let calls = 0; calls < 3; calls += 1) await connection.call(peer, patience);
    const members = bus.seen.map(({ header }) => header.member);
    assert.deepEqual(members, ['Hello', 'AddMatch', 'GetNameOwner', 'Ask', 'Ask', 'Ask']);
    const [rule] = (await bus.sees('AddMatch')).values;
    assert.ok(typeof rule === 'string' && /member='NameOwnerChanged'.*arg0='a\.b'$/.test(rule));
  });

  it('of one kind of call wait for none of another kind', async () => {
    await start();
    const kinds = ['others', 'reads', 'root', 'bus'] as const;
    const gone = new AbortController();
    setMaxListeners(0, gone.signal);
    const calls = kinds.flatMap((kind) =>
      Array.from({ length: 130 }, () =>
        connection.call({ ...peer, member: kind }, { ...patience, kind, signal: gone.signal }),
      ),
    );
    const over = Promise.allSettled(calls);
    for (const kind of kinds) await bus.sees(kind);
    const asked = bus.seen.filter(({ header }) => (kinds as readonly unknown[]).includes(header.member));
    assert.ok(asked.length <= 100, `${asked.length} at once`);
    gone.abort();
    await over;
  });
});
