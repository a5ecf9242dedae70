/** Messages that no library would send, each with the outcome. */
import { agentInterface, busName, objectPath } from '../../src/contract/names.ts';
import type { RawConnection, Received } from './raw-connection.ts';
import { frame, headerFields, WireWriter, type Addressed, type RawMessage } from './wire-writer.ts';

/** An error's name and text, or the signature of a good reply. */
export type Outcome = { readonly error: string; readonly text: string } | { readonly reply: string };

export type Attack = (connection: RawConnection) => Promise<Outcome>;

const agent: Addressed = { path: objectPath, interface: agentInterface, destination: busName };
const methodCall = 1;
const signalType = 4;
const noReply = 1;
const MiB = 1024 * 1024;

/** `ssa{sv}` for CreateBridge; `write` adds the dictionary's entries. */
function createBridgeBody(write: (entries: WireWriter) => void = () => undefined, littleEndian = true): Buffer {
  return new WireWriter(littleEndian).text('br0').text('eth0').array(8, write).buffer;
}

function createBridge(body: Buffer, message: Partial<RawMessage> = {}): Buffer {
  const fields = headerFields({ ...agent, member: 'CreateBridge', signature: 'ssa{sv}' });
  return frame({ serial: 7, fields, body, ...message });
}

function stringOption(entries: WireWriter, key: string, value: string): void {
  entries.align(8).text(key).signature('s').text(value);
}

function call(names: Addressed, body: Buffer = Buffer.alloc(0)): Buffer {
  return frame({ serial: 7, fields: headerFields({ ...agent, ...names }), body });
}

function outcome({ header, values }: Received): Outcome {
  if (header.errorName === undefined) return { reply: header.signature };
  return { error: header.errorName, text: values[0] as string };
}

/** A call whose reply is the outcome. */
function asking(bytes: Buffer): Attack {
  return async (connection) => outcome(await connection.ask(bytes, 7));
}

/** A message without a reply, then a Ping, which shows whether the agent still runs. */
function surviving(bytes: readonly Buffer[]): Attack {
  return async (connection) => {
    for (const part of bytes) await connection.send(part);
    return asking(call({ interface: 'org.freedesktop.DBus.Peer', member: 'Ping' }))(connection);
  };
}

function signal(names: Addressed, body: Buffer): Buffer {
  return frame({ type: signalType, flags: noReply, serial: 6, fields: headerFields({ ...agent, ...names }), body });
}

/** An array of variants that each hold a byte: four bytes on the wire, an object each for a careless reader. */
function variants(bytes: number): Buffer {
  const one = Buffer.from([1, 'y'.charCodeAt(0), 0, 0]);
  return new WireWriter().array(1, (elements) => elements.raw(Buffer.alloc(bytes, one))).buffer;
}

function nested(depth: number): Buffer {
  return createBridgeBody((entries) => {
    entries.align(8).text('mtu');
    for (let level = 1; level < depth; level += 1) entries.signature('v');
    entries.signature('y').byte(1);
  });
}

function keys(count: number): Buffer {
  return createBridgeBody((entries) => {
    for (let index = 0; index < count; index += 1) stringOption(entries, `key${index}`, 'x');
  });
}

const fileDescriptor = new WireWriter().uint32(0).buffer;

export const attacks: Readonly<Record<string, Attack>> = {
  'good call': asking(createBridge(createBridgeBody())),
  'big-endian call': asking(createBridge(createBridgeBody(undefined, false), { littleEndian: false })),
  'call without interface': asking(
    frame({
      serial: 7,
      fields: headerFields({ path: objectPath, destination: busName, member: 'CreateBridge', signature: 'ssa{sv}' }),
      body: createBridgeBody(),
    }),
  ),
  'call with an unknown header field': asking(
    createBridge(createBridgeBody(), {
      fields: [
        ...headerFields({ ...agent, member: 'CreateBridge', signature: 'ssa{sv}' }),
        { code: 42, signature: 'h', value: 0 },
      ],
    }),
  ),
  'file descriptor as argument': asking(call({ member: 'CreateBridge', signature: 'h' }, fileDescriptor)),
  'file descriptor as option': asking(
    createBridge(createBridgeBody((entries) => entries.align(8).text('mtu').signature('h').uint32(0))),
  ),
  'file descriptor in a signal': surviving([signal({ member: 'X', signature: 'h' }, fileDescriptor)]),
  '30 MiB of variants in a call': asking(call({ member: 'CreateBridge', signature: 'av' }, variants(30 * MiB))),
  '30 MiB of variants in a signal': surviving([signal({ member: 'X', signature: 'av' }, variants(30 * MiB))]),
  '60 KiB of variants in an option': asking(
    createBridge(
      createBridgeBody((entries) =>
        entries
          .align(8)
          .text('mtu')
          .signature('av')
          .raw(variants(60 * 1024)),
      ),
    ),
  ),
  'a message of 64 KiB and a byte': asking(
    call({ member: 'Confirm', signature: 's' }, new WireWriter().text('x'.repeat(64 * 1024)).buffer),
  ),
  'a header of two mebibytes': surviving([signal({ path: `/${'x'.repeat(2 * MiB)}`, member: 'X' }, Buffer.alloc(0))]),
  'a text of 256 bytes': asking(
    call({ member: 'Confirm', signature: 's' }, new WireWriter().text('x'.repeat(256)).buffer),
  ),
  'a key of 256 bytes': asking(
    createBridge(createBridgeBody((entries) => stringOption(entries, 'x'.repeat(256), 'x'))),
  ),
  '33 options': asking(createBridge(keys(33))),
  'variants 60 deep': asking(createBridge(nested(60))),
  'an option twice': asking(
    createBridge(
      createBridgeBody((entries) => {
        stringOption(entries, 'mtu', '1');
        stringOption(entries, 'mtu', '2');
      }),
    ),
  ),
  'the option __proto__': asking(createBridge(createBridgeBody((entries) => stringOption(entries, '__proto__', 'x')))),
  'the option constructor': asking(
    createBridge(createBridgeBody((entries) => stringOption(entries, 'constructor', 'x'))),
  ),
  'an option of control characters': asking(
    createBridge(createBridgeBody((entries) => stringOption(entries, '\u001b[2J\n\u202e', 'x'))),
  ),
  'another signature': asking(call({ member: 'CreateBridge', signature: 's' }, new WireWriter().text('br0').buffer)),
  'no arguments': asking(call({ member: 'CreateBridge' })),
  'a write to a property': asking(
    call(
      { interface: 'org.freedesktop.DBus.Properties', member: 'Set', signature: 'ssv' },
      new WireWriter().text(agentInterface).text('Version').signature('s').text('hacked').buffer,
    ),
  ),
  'a change without a reply': surviving([createBridge(createBridgeBody(), { flags: noReply })]),
  'unexpected replies and unknown types': surviving([
    frame({ type: 2, serial: 3, fields: headerFields({ destination: busName, replySerial: 1 }) }),
    frame({ type: methodCall, serial: 4, flags: noReply, fields: headerFields({ ...agent, member: 'Nothing' }) }),
    frame({ type: 9, serial: 5, fields: headerFields({ destination: busName }) }),
  ]),
};
