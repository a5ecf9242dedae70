/** The socket to the bus: bytes in and out, with limits on both. */
import { connect, type Socket } from 'node:net';
import { authenticate } from './authentication.ts';
import { Framer, type Frame } from './framing.ts';
import { messageLimits } from './limits.ts';

export interface FrameHandlers {
  readonly onFrame: (frame: Frame) => void;
  /** A message was skipped because its header alone was too large. */
  readonly onSkipped: () => void;
}

/** An authenticated connection. It has ended for good when `closed` resolves. */
export class Transport {
  /** Resolves with the reason once it has ended. Never rejects. */
  readonly closed: Promise<Error>;
  readonly #socket: Socket;
  readonly #waiting: (() => void)[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      let reason: Error | undefined;
      socket.on('error', (error) => (reason = error));
      socket.once('close', () => resolve(reason ?? new Error('the bus ended the connection')));
    });
    socket.on('drain', () => this.#sendWaiting());
    socket.on('close', () => this.#sendWaiting());
  }

  /** Begins to read. A handler must not throw. @param largestReply see Framer. */
  start({ onFrame, onSkipped }: FrameHandlers, largestReply?: number): void {
    const framer = new Framer(onFrame, onSkipped, largestReply);
    this.#socket.on('data', (chunk: Buffer) => {
      try {
        framer.push(chunk);
      } catch (error) {
        this.close(error instanceof Error ? error : new Error('the bus cannot be read', { cause: error }));
      }
    });
    this.#socket.resume();
  }

  /** Sends now, or once the bus reads again. Does nothing on a connection that has ended. */
  send(bytes: Buffer): void {
    if (this.#socket.destroyed) return;
    this.#socket.write(bytes);
    const waiting = this.#socket.writableLength;
    if (waiting > messageLimits.outgoing) this.close(new Error('the bus no longer reads what is sent to it'));
    // Nothing more is read until the bus has taken the answers; they must not pile up here.
    else if (waiting > messageLimits.backlog) this.#socket.pause();
  }

  /** Calls `send`, in turn, once little else waits to be sent, or the connection has ended. It must not throw. */
  whenReady(send: () => void): void {
    this.#waiting.push(send);
    if (this.#waiting.length === 1) this.#sendWaiting();
  }

  #sendWaiting(): void {
    const socket = this.#socket;
    while (this.#waiting.length > 0 && (socket.destroyed || socket.writableLength <= messageLimits.full)) {
      this.#waiting.shift()?.();
    }
    if (socket.writableLength <= messageLimits.backlog) socket.resume();
  }

  /** Ends it: with a reason at once, without one after everything sent has gone out. */
  close(reason?: Error): void {
    if (reason === undefined) this.#socket.destroySoon();
    else this.#socket.destroy(reason);
  }
}

/** Connects to the first socket that accepts us. Throws the Error of the last one. @param timeout milliseconds, for each */
export async function openTransport(paths: readonly string[], timeout: number): Promise<Transport> {
  let last: unknown = new Error('there is no bus address to connect to');
  for (const path of paths) {
    try {
      return await openSocket(path, timeout);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

async function openSocket(path: string, timeout: number): Promise<Transport> {
  const socket = connect({ path });
  const timer = setTimeout(() => socket.destroy(new Error(`the bus at '${path}' does not answer`)), timeout);
  try {
    const failed = new Promise<never>((_, reject) => socket.once('error', reject));
    await Promise.race([authenticate(socket), failed]);
    return new Transport(socket);
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
