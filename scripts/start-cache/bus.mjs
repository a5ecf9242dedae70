// A bus with one connection, the agent's. It answers as a bus does where there is no polkit, and makes calls as root's.
import { createServer } from 'node:net';
import message from 'dbus-next/lib/message.js';

const bus = 'org.freedesktop.DBus';
const [call, reply, failure] = [1, 2, 3];
const wantsNoReply = 1;

/** Signature and value (D-Bus specification: message bus messages). */
const answers = {
  AddMatch: ['', []],
  Hello: ['s', [':1.1']],
  RequestName: ['u', [1]],
  NameHasOwner: ['b', [false]],
  GetConnectionUnixUser: ['u', [0]],
};

/** To all else, as there is nobody but the agent. */
const absent = { type: failure, errorName: `${bus}.Error.ServiceUnknown`, signature: 's', body: [''] };

/** Resolves once it listens. `named` resolves when the agent has its name; `call` when it has answered. */
export async function openBus(path) {
  const waiting = new Map();
  let send;
  let takeName;
  let serial = 0;
  const named = new Promise((resolve) => (takeName = resolve));
  const server = createServer((socket) => {
    send = (one) => socket.write(message.marshall({ ...one, serial: (serial += 1), destination: ':1.1' })[0]);
    authenticate(socket, () => message.unmarshalMessages(socket, receive, {}));
  });

  function receive(one) {
    if (one.type !== call) waiting.get(one.replySerial)?.();
    else if ((one.flags & wantsNoReply) === 0) answer(one);
    if (one.member === 'RequestName') takeName();
  }

  function answer({ member, serial: replySerial }) {
    const [signature, body] = answers[member] ?? [];
    const answered = signature === undefined ? absent : { type: reply, signature, body };
    send({ sender: bus, replySerial, ...answered });
  }

  await new Promise((resolve) => server.listen(path, resolve));
  return {
    named,
    call: (one) =>
      new Promise((resolve) => {
        send({ type: call, sender: ':1.2', path: '/io/bridgehead/Agent1', ...one });
        waiting.set(serial, resolve);
      }),
  };
}

/** Lets everybody in (D-Bus specification: authentication protocol). */
function authenticate(socket, done) {
  let text = '';
  socket.on('data', function read(bytes) {
    text += bytes.toString('latin1');
    const lines = text.split('\r\n');
    text = lines.pop();
    const begin = lines.indexOf('BEGIN');
    for (const line of begin < 0 ? lines : []) if (line !== '') socket.write(`OK ${'0'.repeat(32)}\r\n`);
    if (begin < 0) return;
    socket.off('data', read);
    socket.pause();
    socket.unshift(Buffer.from([...lines.slice(begin + 1), text].join('\r\n'), 'latin1'));
    done();
  });
}
