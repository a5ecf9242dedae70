import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTransport, type Transport } from '../../../../src/bus/wire/transport.ts';

const MiB = 1024 * 1024;

describe('a bus that does not read', () => {
  let folder: string;
  let server: Server;
  let far: Socket;
  let transport: Transport;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bridgehead-bus-'));
    server = createServer((socket) => {
      far = socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('OK 0\r\n');
        socket.pause();
      });
    });
    server.listen(join(folder, 'bus'));
    await once(server, 'listening');
    transport = await openTransport([join(folder, 'bus')], 5000);
    transport.start({ onFrame: () => undefined, onSkipped: () => undefined });
  });

  afterEach(async () => {
    far.destroy();
    server.close();
    await rm(folder, { recursive: true });
  });

  it('is disconnected when too much is queued for it', async () => {
    for (let sent = 0; sent < 20; sent += 1) transport.send(Buffer.alloc(MiB));
    assert.match((await transport.closed).message, /no longer reads/);
    transport.send(Buffer.alloc(1));
  });

  it('receives only the replies that fit, and the others when it reads again', async () => {
    let [sent, read] = [0, 0];
    for (let index = 0; index < 100; index += 1) {
      transport.whenReady(() => {
        sent += 1;
        transport.send(Buffer.alloc(MiB));
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(sent < 3, `${sent} were sent`);
    far.on('data', (chunk: Buffer) => (read += chunk.length));
    far.resume();
    while (read < 100 * MiB) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(sent, 100);
  });

  it('receives everything once it reads again', async () => {
    const size = 8 * MiB;
    for (let sent = 0; sent < size; sent += MiB) transport.send(Buffer.alloc(MiB, 1));
    let read = 0;
    far.on('data', (chunk: Buffer) => (read += chunk.length));
    far.resume();
    transport.close();
    await transport.closed;
    while (!far.readableEnded) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(read, size + 'BEGIN\r\n'.length);
  });
});
