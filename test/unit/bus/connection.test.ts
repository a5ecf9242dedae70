import assert from 'node:assert/strict';
import { BusCallError } from '../../../src/model/bus-call.ts';
import { type BusSignal, type IncomingCall } from '../../../src/bus/bus.ts';
import { BusConnection, connectBus } from '../../../src/bus/connection.ts';
import { variant } from '../../../src/model/bus-value.ts';
import { headerFields, WireWriter, type RawField } from '../../bus/wire-writer.ts';
import { errorReply, FakeBus, reply, welcome, type Answer } from './fake-bus.ts';

const patience = { timeout: 120_000 };
const peer = { destination: 'a.b', path: '/', interface: 'a.b', member: 'Ask', signature: '', body: [] };
const driver: RawField = { code: 7, signature: 's', value: 'org.freedesktop.DBus' };

function signalFields(member: string, sender: RawField): RawField[] {
  const names = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', member, signature: 'sss' };
  return [...headerFields(names), sender];
}

function threeTexts(...texts: readonly string[]): Buffer {
  return texts.reduce((writer, text) => writer.text(text), new WireWriter()).buffer;
}

describe('the connection to the bus', () => {
  let bus: FakeBus;
  let connection: BusConnection;
  const reports: unknown[] = [];

  async function start(answer: Answer = welcome): Promise<void> {
    bus = await FakeBus.start(answer);
    connection = await connectBus(bus.address, (error) => reports.push(error));
  }

  afterEach(async () => {
    reports.length = 0;
    connection.close();
    await bus.stop();
  });

  /** Answers Hello, and `Ask` with this. */
  function answering(answer: Answer): Answer {
    return (seen, to) => (seen.header.member === 'Ask' ? answer(seen, to) : welcome(seen, to));
  }

  it('gives the values of a reply', async () => {
    await start(answering(({ header }, to) => reply(to, header, 'su', new WireWriter().text('x').uint32(7).buffer)));
    assert.deepEqual(await connection.call(peer, patience), ['x', 7]);
  });

  it("gives an error reply's name and text", async () => {
    await start(answering(({ header }, to) => errorReply(to, header, 'a.b.No', 'not now')));
    const expected = { name: 'BusCallError', errorName: 'a.b.No', message: 'not now' };
    await assert.rejects(connection.call(peer, patience), expected);
  });

  it('does not wait forever', async () => {
    await start();
    await assert.rejects(connection.call(peer, { timeout: 1 }), /no answer came in time/);
  });

  it('stops waiting when aborted', async () => {
    await start();
    const giveUp = new AbortController();
    const call = connection.call(peer, { ...patience, signal: giveUp.signal });
    giveUp.abort();
    await assert.rejects(call, /given up/);
    await assert.rejects(connection.call(peer, { ...patience, signal: giveUp.signal }), /given up/);
  });

  it('rejects the calls under way and all later ones when the bus dies', async () => {
    await start();
    const call = assert.rejects(connection.call(peer, patience), BusCallError);
    await bus.sees('Ask');
    bus.hangUp();
    await call;
    assert.match((await connection.closed).message, /ended the connection|ECONNRESET/);
    await assert.rejects(connection.call(peer, patience), /the connection to the bus is lost/);
    connection.signal({ path: '/', interface: 'a.b', member: 'S', signature: '', body: [] });
  });

  it('rejects a reply that cannot be read, and goes on', async () => {
    const replies: Answer[] = [
      ({ header }, to) => reply(to, header, 'h', new WireWriter().uint32(0).buffer),
      ({ header }, to) => reply(to, header, 's', new WireWriter().uint32(9).buffer),
      ({ header }, to) => reply(to, header, 's', new WireWriter().text('x'.repeat(1024 * 1024)).buffer),
      ({ header }, to) => reply(to, header, 's', new WireWriter().text('good').buffer),
    ];
    await start(answering((seen, to) => replies.shift()?.(seen, to)));
    await assert.rejects(connection.call(peer, patience), /cannot be read: file descriptors/);
    await assert.rejects(connection.call(peer, patience), /cannot be read: the message is shorter/);
    await assert.rejects(connection.call(peer, patience), /larger than 1048576 bytes/);
    assert.deepEqual(await connection.call(peer, patience), ['good']);
  });

  it('sends no more calls at once than the bus allows, and the rest afterwards', async () => {
    let waiting: Parameters<Answer>[] = [];
    await start(answering((...asked) => void waiting.push(asked)));
    const calls = Array.from({ length: 130 }, () => connection.call(peer, patience));
    const gone = new AbortController();
    const givenUp = assert.rejects(connection.call(peer, { ...patience, signal: gone.signal }), /given up/);
    gone.abort();
    await givenUp;
    let most = 0;
    for (let answered = 0; answered < calls.length;) {
      await bus.sees('Ask');
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, waiting.length);
      const batch = waiting;
      waiting = [];
      answered += batch.length;
      for (const [{ header }, to] of batch) reply(to, header);
    }
    await Promise.all(calls);
    assert.ok(most <= 100, `${most} at once`);
  });

  it('delivers calls with the sender that the bus names, and answers each', async () => {
    await start();
    const calls: IncomingCall[] = [];
    connection.onCall((call) => {
      calls.push(call);
      if (call.member === 'Good') connection.reply(call, 'a{sv}', [new Map([['x', variant('u', 1)]])]);
      else connection.replyError(call, 'a.b.No', 'a\0b');
    });
    for (const member of ['Good', 'Bad'])
      bus.send(1, [...headerFields({ path: '/a', member }), { code: 7, signature: 's', value: ':1.9' }]);
    while (bus.seen.length < 3) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      bus.seen.slice(1).map(({ header, values }) => [header.replySerial, header.errorName, values]),
      [
        [calls[0]?.serial, undefined, [new Map([['x', variant('u', 1)]])]],
        [calls[1]?.serial, 'a.b.No', ['ab']],
      ],
    );
    assert.deepEqual(
      calls.map(({ sender, path }) => [sender, path]),
      [
        [':1.9', '/a'],
        [':1.9', '/a'],
      ],
    );
  });

  it('does not answer a call that asks for no reply', async () => {
    await start();
    const answered = new Promise<void>((resolve) =>
      connection.onCall((call) => {
        connection.reply({ ...call, flags: 1 }, '', []);
        connection.replyError({ ...call, flags: 1 }, 'a.b.No', 'no');
        resolve();
      }),
    );
    bus.send(1, [...headerFields({ path: '/a', member: 'X' }), { code: 7, signature: 's', value: ':1.9' }]);
    await answered;
    connection.notify(peer);
    await bus.sees('Ask');
    assert.deepEqual(
      bus.seen.map(({ header }) => header.type),
      [1, 1],
    );
  });

  it('sends no part of a message for which the bus would end the connection', async () => {
    await start();
    const signal = { path: '/', interface: 'a.b', member: 'S', signature: 'o' };
    assert.throws(() => connection.signal({ ...signal, body: ['br-0'] }), /object path/);
    assert.throws(() => connection.signal({ ...signal, path: 'x', body: ['/'] }), /Invalid object path/);
    connection.signal({ ...signal, body: ['/good'] });
    assert.deepEqual((await bus.sees('S')).values, ['/good']);
    assert.equal(bus.seen.length, 2);
  });

  it('delivers the signals of the program it subscribed to, and no others', async () => {
    await start();
    const heard: unknown[] = [];
    const both = new Promise<void>((resolve) => {
      connection.onSignalOf(':1.7', ({ interface: from, member, values }) => {
        heard.push([from, member, values]);
        if (member === 'Second') resolve();
      });
    });
    const fields = (member: string, sender: string): RawField[] => [
      ...headerFields({ path: '/a', interface: 'a.b', member, signature: 'sss' }),
      { code: 7, signature: 's', value: sender },
    ];
    bus.send(4, fields('First', ':1.7'), threeTexts('x', 'y', 'z'));
    bus.send(4, fields('Forged', ':1.66'), threeTexts('x', 'y', 'z'));
    bus.send(4, fields('Second', ':1.7'), threeTexts('', '', ''));
    await both;
    assert.deepEqual(heard, [
      ['a.b', 'First', ['x', 'y', 'z']],
      ['a.b', 'Second', ['', '', '']],
    ]);
    assert.deepEqual(reports, []);
  });

  it('sends the flags of a call', async () => {
    await start(answering(({ header }, to) => reply(to, header)));
    await connection.call({ ...peer, flags: 4 }, patience);
    assert.equal((await bus.sees('Ask')).header.flags, 4);
  });

  it("accepts the bus's signals only from the bus", async () => {
    await start();
    const heard: BusSignal[] = [];
    connection.onBusSignal((signal) => heard.push(signal));
    bus.send(4, signalFields('NameOwnerChanged', { ...driver, value: ':1.66' }), threeTexts(':1.2', ':1.2', ''));
    bus.send(4, signalFields('NameLost', { ...driver, value: ':1.66' }), threeTexts('a.b', '', ''));
    bus.send(4, signalFields('NameOwnerChanged', driver), new WireWriter().text('cut short').buffer);
    bus.send(4, signalFields('NameOwnerChanged', driver), threeTexts(':1.3', ':1.3', ''));
    while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, [{ member: 'NameOwnerChanged', values: [':1.3', ':1.3', ''] }]);
    assert.equal(reports.length, 1);
  });

  it('ends when it loses its name, and only then', async () => {
    await start((seen, to) => (seen.header.member === 'ReleaseName' ? reply(to, seen.header) : welcome(seen, to)));
    await connection.requestName('a.b');
    await connection.requestName('c.d');
    await connection.releaseName('c.d');
    bus.send(4, signalFields('NameLost', driver), threeTexts('c.d', '', ''));
    bus.send(4, signalFields('NameLost', driver), threeTexts('a.b', '', ''));
    assert.match((await connection.closed).message, /the name 'a\.b' is lost/);
  });

  it('does not queue for a name that another program owns', async () => {
    await start((seen, to) => {
      if (seen.header.member === 'RequestName') reply(to, seen.header, 'u', new WireWriter().uint32(3).buffer);
      else welcome(seen, to);
    });
    await assert.rejects(connection.requestName('a.b'), /'a\.b' belongs to another program/);
    const asked = await bus.sees('RequestName');
    assert.deepEqual(asked.values, ['a.b', 4]);
  });

  it('survives unexpected replies and unknown types', async () => {
    await start();
    bus.send(2, [{ code: 5, signature: 'u', value: 999 }]);
    bus.send(9, [driver]);
    bus.send(1, headerFields({ path: '/', member: 'NoSender' }));
    bus.send(1, [...headerFields({ path: '/', member: 'X' }), { ...driver, value: `:1.1',arg0='x` }]);
    bus.send(1, [...headerFields({ path: '/', member: 'X' }), { ...driver, value: ':1.4' }]);
    while (bus.seen.length < 2) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(bus.seen[1]?.header.errorName, 'org.freedesktop.DBus.Error.UnknownObject');
    assert.equal(bus.seen.length, 2);
  });
});

describe('connecting to the bus', () => {
  it('throws when the bus refuses this user', async () => {
    const bus = await FakeBus.start(welcome, 'REJECTED EXTERNAL');
    await assert.rejects(
      connectBus(bus.address, () => undefined),
      /the bus refuses this user/,
    );
    await bus.stop();
  });

  it('throws when the bus refuses Hello', async () => {
    const name = 'org.freedesktop.DBus.Error.LimitsExceeded';
    const bus = await FakeBus.start(({ header }, to) => errorReply(to, header, name, 'too many connections'));
    await assert.rejects(
      connectBus(bus.address, () => undefined),
      { errorName: name },
    );
    await bus.stop();
  });

  it('throws if nothing listens, or if the listener is not a bus', async () => {
    await assert.rejects(
      connectBus('unix:path=/nonexistent/bus', () => undefined),
      /ENOENT/,
    );
    const chatter = await FakeBus.start(welcome, 'x'.repeat(5000));
    await assert.rejects(
      connectBus(chatter.address, () => undefined),
      /refuses this user|does not speak/,
    );
    await chatter.stop();
  });

  it('goes on to the next address', async () => {
    const bus = await FakeBus.start();
    const connection = await connectBus(`unix:path=/nonexistent/bus;${bus.address}`, () => undefined);
    connection.close();
    assert.match((await connection.closed).message, /ended/);
    await bus.stop();
  });
});
