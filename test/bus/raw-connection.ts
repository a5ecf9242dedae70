/** A connection to the bus that sends arbitrary bytes. */
import { connect, type Socket } from 'node:net';
import { authenticate } from '../../src/bus/wire/authentication.ts';
import { Framer, type Frame } from '../../src/bus/wire/framing.ts';
import { replyLimits } from '../../src/bus/wire/limits.ts';
import { readHeader, type MessageHeader } from '../../src/bus/wire/message-header.ts';
import { readBody } from '../../src/bus/wire/wire-reader.ts';
import type { BusValue } from '../../src/model/bus-value.ts';
import { frame, headerFields } from './wire-writer.ts';

const busSocket = '/run/dbus/system_bus_socket';

export interface Received {
  readonly header: MessageHeader;
  readonly values: readonly BusValue[];
}

export class RawConnection {
  readonly #socket: Socket;
  readonly #listeners = new Set<(message: Received) => void>();
  /** The unique name from the bus. */
  name = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    const framer = new Framer(
      (received) => this.#receive(received),
      () => undefined,
    );
    socket.on('data', (chunk: Buffer) => framer.push(chunk));
    socket.on('error', () => undefined);
    socket.resume();
  }

  /** Connects, authenticates and says Hello with the serial 1. */
  static async open(): Promise<RawConnection> {
    const socket = connect({ path: busSocket });
    await authenticate(socket);
    const connection = new RawConnection(socket);
    const hello = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', member: 'Hello' };
    const fields = headerFields({ ...hello, destination: 'org.freedesktop.DBus' });
    const { values } = await connection.ask(frame({ serial: 1, fields }), 1);
    connection.name = values[0] as string;
    return connection;
  }

  /** Returns when the kernel has taken the bytes. */
  send(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  /** Sends and waits for the reply to this serial. Throws if the bus ends the connection, or after two minutes. */
  async ask(bytes: Buffer, serial: number): Promise<Received> {
    const reply = this.next((received) => received.header.replySerial === serial);
    await this.send(bytes);
    return reply;
  }

  /** The next message that is wanted. Throws as `ask` does. */
  next(wanted: (message: Received) => boolean): Promise<Received> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        settle();
      };
      const listener = (message: Received): void => {
        if (wanted(message)) finish(() => resolve(message));
      };
      const timer = setTimeout(() => finish(() => reject(new Error('no message within two minutes'))), 120_000);
      this.#socket.once('close', () => finish(() => reject(new Error('the bus ended the connection'))));
      this.#listeners.add(listener);
    });
  }

  /** Everything received from now on. */
  onMessage(listener: (message: Received) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive({ head, body = Buffer.alloc(0) }: Frame): void {
    const header = readHeader(head);
    const values = readBody(body, header.signature, header.littleEndian, replyLimits);
    for (const listener of this.#listeners) listener({ header, values });
  }
}
