/** A bus at a socket of its own: it authenticates every user, and answers as a test tells it to. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Framer } from '../../../src/bus/wire/framing.ts';
import { readHeader, type MessageHeader } from '../../../src/bus/wire/message-header.ts';
import { replyLimits } from '../../../src/bus/wire/limits.ts';
import { readBody } from '../../../src/bus/wire/wire-reader.ts';
import type { BusValue } from '../../../src/model/bus-value.ts';
import { frame, WireWriter, type RawField } from '../../bus/wire-writer.ts';

export interface Seen {
  readonly header: MessageHeader;
  readonly values: readonly BusValue[];
}

/** What the bus does with a message; it may send anything. */
export type Answer = (seen: Seen, bus: FakeBus) => void;

export class FakeBus {
  readonly address: string;
  /** Everything that came, Hello included. */
  readonly seen: Seen[] = [];
  readonly #folder: string;
  readonly #server: Server;
  #socket: Socket | undefined;
  #serial = 0;

  private constructor(folder: string, server: Server) {
    this.#folder = folder;
    this.#server = server;
    this.address = `unix:path=${folder}/bus`;
  }

  /** @param greeting sent instead of `OK` to a program that authenticates. */
  static async start(answer: Answer = welcome, greeting = 'OK 0123456789abcdef0123456789abcdef'): Promise<FakeBus> {
    const folder = await mkdtemp(join(tmpdir(), 'bridgehead-bus-'));
    const server = createServer();
    const bus = new FakeBus(folder, server);
    server.on('connection', (socket) => bus.#serve(socket, answer, greeting));
    server.listen(join(folder, 'bus'));
    await once(server, 'listening');
    return bus;
  }

  /** Ends the connection, as a bus that dies does. */
  hangUp(): void {
    this.#socket?.destroy();
  }

  async stop(): Promise<void> {
    this.hangUp();
    this.#server.close();
    await rm(this.#folder, { recursive: true });
  }

  send(type: number, fields: readonly RawField[], body: Buffer = Buffer.alloc(0)): void {
    this.#serial += 1;
    this.#socket?.write(frame({ type, serial: this.#serial, fields, body }));
  }

  /** Returns once a message of that member has come. */
  async sees(member: string): Promise<Seen> {
    for (;;) {
      const found = this.seen.find(({ header }) => header.member === member);
      if (found !== undefined) return found;
      await once(this.#server, 'seen');
    }
  }

  #serve(socket: Socket, answer: Answer, greeting: string): void {
    this.#socket = socket;
    const framer = new Framer(
      ({ head, body = Buffer.alloc(0) }) => {
        const header = readHeader(head);
        const seen = { header, values: readBody(body, header.signature, header.littleEndian, replyLimits) };
        this.seen.push(seen);
        answer(seen, this);
        this.#server.emit('seen');
      },
      () => undefined,
    );
    let words = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      if (words.endsWith('BEGIN\r\n')) {
        framer.push(chunk);
        return;
      }
      words += chunk.toString('latin1');
      const begin = words.indexOf('BEGIN\r\n');
      if (begin !== -1) {
        const rest = Buffer.from(words.slice(begin + 7), 'latin1');
        words = 'BEGIN\r\n';
        framer.push(rest);
      } else if (words.endsWith('\r\n')) socket.write(`${greeting}\r\n`);
    });
  }
}

/** Who owns each well-known name on this bus. */
export const ownerOfAll = ':1.7';
const driverName = 'org.freedesktop.DBus';

/** Answers Hello, RequestName and GetNameOwner, and nothing else. */
export function welcome({ header }: Seen, bus: FakeBus): void {
  if (header.member === 'GetNameOwner') reply(bus, header, 's', new WireWriter().text(ownerOfAll).buffer);
  if (header.member === 'Hello') reply(bus, header, 's', new WireWriter().text(':1.1').buffer);
  if (header.member === 'RequestName') reply(bus, header, 'u', new WireWriter().uint32(1).buffer);
}

/** @param sender by default, the program that was asked. */
export function reply(
  bus: FakeBus,
  header: MessageHeader,
  signature = '',
  body?: Buffer,
  sender = header.interface === driverName ? driverName : ownerOfAll,
): void {
  bus.send(2, fields({ replySerial: header.serial, signature, sender }), body);
}

export function errorReply(bus: FakeBus, header: MessageHeader, errorName: string, text: string): void {
  const named = { code: 4, signature: 's', value: errorName };
  bus.send(
    3,
    [...fields({ replySerial: header.serial, signature: 's', sender: driverName }), named],
    new WireWriter().text(text).buffer,
  );
}

function fields({
  replySerial,
  signature,
  sender,
}: Readonly<{ replySerial: number; signature: string; sender: string }>): RawField[] {
  const all = [
    { code: 5, signature: 'u', value: replySerial },
    { code: 7, signature: 's', value: sender },
  ];
  return signature === '' ? all : [...all, { code: 8, signature: 'g', value: signature }];
}
