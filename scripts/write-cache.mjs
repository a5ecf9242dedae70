// Writes agent-code.cache, with which the agent starts faster (src/start.cjs). The agent runs until it has its name, on a bus
// that is made for it, so that the cache has what a start needs and nothing else. It looks at an empty folder, not at this host.
//
// usage: node FLAGS scripts/write-cache.mjs FOLDER     the folder with start.cjs; the flags are those that the agent will have
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = resolve(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), 'bridgehead-cache-'));
mkdirSync(join(work, 'root'));

/** To Hello, NameHasOwner and RequestName: signature and value (D-Bus specification: message bus messages, marshaling). */
const answers = [
  ['s', '\x04\0\0\0:1.1\0'],
  ['b', '\0\0\0\0'],
  ['u', '\x01\0\0\0'],
];

createServer(serve).listen(join(work, 'bus'), () => {
  process.env.DBUS_SYSTEM_BUS_ADDRESS = `unix:path=${join(work, 'bus')}`;
  process.argv.splice(2, process.argv.length, '--root', join(work, 'root'));
  const script = createRequire(import.meta.url)(join(folder, 'start.cjs'));
  process.on('exit', () => {
    rmSync(work, { recursive: true, force: true });
    if (answers.length === 0) writeFileSync(join(folder, 'agent-code.cache'), script.createCachedData());
  });
});

function serve(socket) {
  let bytes = Buffer.alloc(0);
  let take = authenticate;
  socket.on('data', (more) => {
    bytes = Buffer.concat([bytes, more]);
    for (let taken = take(); taken > 0; taken = take()) bytes = bytes.subarray(taken);
  });

  /** Each returns how many bytes it has taken. */
  function authenticate() {
    const end = bytes.indexOf('\r\n');
    if (end < 0) return 0;
    if (bytes.toString('latin1', 0, end) === 'BEGIN') take = answer;
    else socket.write(`OK ${'0'.repeat(32)}\r\n`);
    return end + 2;
  }

  function answer() {
    const length = bytes.length < 16 ? Infinity : lengthOf(bytes);
    if (bytes.length < length) return 0;
    socket.write(reply(bytes.readUInt32LE(8), ...answers.shift()));
    // The agent takes it before this timer ends.
    if (answers.length === 0) setTimeout(() => process.exit(), 50);
    return answers.length === 0 ? 0 : length;
  }
}

function lengthOf(message) {
  return 16 + 8 * Math.ceil(message.readUInt32LE(12) / 8) + message.readUInt32LE(4);
}

/** A little-endian method return (D-Bus specification: message format). Each of its fields begins at a multiple of eight. */
function reply(serial, signature, body) {
  const sender = '\x07\x01s\0\x14\0\0\0org.freedesktop.DBus\0'.padEnd(32, '\0');
  const fields = Buffer.from(`\x05\x01u\0\0\0\0\0${sender}\x08\x01g\0\x01${signature}\0`);
  fields.writeUInt32LE(serial, 4);
  const head = Buffer.from('l\x02\x01\x01\0\0\0\0\x01\0\0\0\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  head.writeUInt32LE(fields.length, 12);
  return Buffer.concat([head, fields, Buffer.alloc((8 - (fields.length % 8)) % 8), Buffer.from(body)]);
}
