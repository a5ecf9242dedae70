/** Our connection to the bus: calls, replies, signals, names and match rules. */
import { dbusErrorName } from '../contract/errors.ts';
import { standardErrorPrefix } from '../contract/names.ts';
import { BusCallError, type BusCall, type BusCallOptions } from '../model/bus-call.ts';
import type { BusValue } from '../model/bus-value.ts';
import { socketPaths } from './wire/address.ts';
import { busDriver, type Bus, type BusSignal, type IncomingCall, type OutgoingSignal, type PeerSignal } from './bus.ts';
import { DecodeError } from './wire/decode-error.ts';
import type { Frame } from './wire/framing.ts';
import { replyLimits, timeouts, type ReadLimits } from './wire/limits.ts';
import { messageFlags, messageTypes, readHeader, type MessageHeader } from './wire/message-header.ts';
import type { OutgoingMessage } from './wire/message-writer.ts';
import { NameOwners } from './name-owners.ts';
import { OutstandingCalls } from './outstanding-calls.ts';
import { RateLimit } from './rate-limit.ts';
import { ReplySender } from './reply-sender.ts';
import { SharedBodies } from './shared-bodies.ts';
import { openTransport, type Transport } from './wire/transport.ts';
import { readBody } from './wire/wire-reader.ts';

/** D-Bus specification: RequestName. */
const doNotQueue = 4;
const primaryOwner = 1;
const alreadyOwner = 4;
/** D-Bus specification: unique connection names. */
const uniqueName = /^:[A-Za-z0-9_.-]+$/;

/**
 * Connects, authenticates and says Hello. Throws Error if the bus refuses or is not there.
 * @param address as `DBUS_SYSTEM_BUS_ADDRESS` has it.
 * @param report gets, at most once a second, the error of a message that could not be read, and how many it did not get.
 * @param limits of the answers to our calls.
 */
export async function connectBus(
  address: string,
  report: (error: unknown, heldBack: number) => void,
  limits: ReadLimits = replyLimits,
): Promise<BusConnection> {
  const transport = await openTransport(socketPaths(address), timeouts.connect);
  const connection = new BusConnection(transport, report, limits);
  try {
    await connection.call({ ...busDriver, member: 'Hello', signature: '', body: [] }, { timeout: timeouts.connect });
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

export class BusConnection implements Bus {
  /** Resolves with the reason once the connection has ended. Never rejects. */
  readonly closed: Promise<Error>;
  readonly #transport: Transport;
  readonly #report: (error: unknown, heldBack: number) => void;
  readonly #limits: ReadLimits;
  readonly #reports = new RateLimit(1000);
  readonly #outstanding = new OutstandingCalls();
  readonly #listeners: ((signal: BusSignal) => void)[] = [];
  readonly #peers = new Map<string, (signal: PeerSignal) => void>();
  readonly #owners = new NameOwners({
    watch: (rule) => this.notify({ ...busDriver, member: 'AddMatch', signature: 's', body: [rule] }),
    ask: (name) => this.#ownerOf(name),
  });
  readonly #names = new Set<string>();
  readonly #bodies = new SharedBodies();
  #onCall: ((call: IncomingCall) => void) | undefined;
  #serial = 0;

  constructor(transport: Transport, report: (error: unknown, heldBack: number) => void, limits: ReadLimits) {
    this.#transport = transport;
    this.#report = report;
    this.#limits = limits;
    this.closed = transport.closed.then((reason) => {
      this.#outstanding.end(reason);
      return reason;
    });
    const onSkipped = (): void =>
      this.#reportMessage(new DecodeError('limit', 'a message with a header of more than a mebibyte was skipped'));
    transport.start({ onFrame: (frame) => this.#receive(frame), onSkipped }, limits.stringBytes);
  }

  /** Hands calls to the listener from now on. Until then they are answered with UnknownObject. */
  onCall(listener: (call: IncomingCall) => void): void {
    this.#onCall = listener;
  }

  onBusSignal(listener: (signal: BusSignal) => void): void {
    this.#listeners.push(listener);
  }

  /** Listens to one other program from now on. @param sender its unique name, which the bus guarantees. */
  onSignalOf(sender: string, listener: (signal: PeerSignal) => void): void {
    this.#peers.set(sender, listener);
  }

  call(call: BusCall, options: BusCallOptions): Promise<readonly BusValue[]> {
    const from = new ReplySender(call.destination, this.#owners);
    return this.#outstanding.run(() => this.#send({ type: messageTypes.methodCall, ...call }), from, options);
  }

  async #ownerOf(name: string): Promise<string | undefined> {
    const call = { ...busDriver, member: 'GetNameOwner', signature: 's', body: [name] };
    // A kind of its own: calls of every other kind may be waiting for this answer.
    const [owner] = await this.call(call, { timeout: timeouts.bus, kind: 'owners' }).catch(ignoreNoOwner);
    return typeof owner === 'string' ? owner : undefined;
  }

  notify(call: BusCall): void {
    this.#send({ type: messageTypes.methodCall, flags: messageFlags.noReply, ...call });
  }

  whenReady(send: () => void): void {
    this.#transport.whenReady(send);
  }

  reply(call: IncomingCall, signature: string, body: readonly BusValue[]): void {
    this.#answer(call, { type: messageTypes.methodReturn, signature, body });
  }

  replyError(call: IncomingCall, errorName: string, text: string): void {
    this.#answer(call, { type: messageTypes.error, errorName, signature: 's', body: [text.replaceAll('\0', '')] });
  }

  signal(signal: OutgoingSignal): void {
    this.#send({ type: messageTypes.signal, flags: messageFlags.noReply, ...signal });
  }

  /** Becomes the name's owner. Throws Error if another program is, or BusCallError if the bus does not allow it. */
  async requestName(name: string): Promise<void> {
    const call = { ...busDriver, member: 'RequestName', signature: 'su', body: [name, doNotQueue] };
    const [answer] = await this.call(call, { timeout: timeouts.bus });
    if (answer !== primaryOwner && answer !== alreadyOwner) {
      throw new Error(`the bus name '${name}' belongs to another program`);
    }
    this.#names.add(name);
  }

  /** Releases the name, so that the bus starts the agent anew for the next caller. */
  async releaseName(name: string): Promise<void> {
    this.#names.delete(name);
    const call = { ...busDriver, member: 'ReleaseName', signature: 's', body: [name] };
    await this.call(call, { timeout: timeouts.bus });
  }

  /** Ends the connection once everything sent has gone out. */
  close(): void {
    this.#transport.close();
  }

  #answer(call: IncomingCall, message: OutgoingMessage): void {
    if ((call.flags & messageFlags.noReply) !== 0) return;
    const reply = { flags: messageFlags.noReply, destination: call.sender, replySerial: call.serial };
    this.#send({ ...message, ...reply });
  }

  /** Returns the serial. Throws Error, with nothing sent, for a message that is not valid. */
  #send(message: OutgoingMessage): number {
    do this.#serial = (this.#serial % 0xffffffff) + 1;
    while (this.#outstanding.has(this.#serial));
    this.#transport.send(this.#bodies.write(message, this.#serial));
    return this.#serial;
  }

  /** Nothing that a message holds may get out of here as an exception: it would end the process. */
  #receive(frame: Frame): void {
    try {
      this.#sort(readHeader(frame.head), frame.body);
    } catch (error) {
      this.#reportMessage(error);
    }
  }

  /** Every user can send messages that cannot be read, so they must not fill the log. */
  #reportMessage(error: unknown): void {
    this.#reports.run((heldBack) => this.#report(error, heldBack));
  }

  #sort(header: MessageHeader, body: Buffer | undefined): void {
    const { type, sender, path, member, replySerial } = header;
    if (type === messageTypes.methodCall && path !== undefined && member !== undefined) {
      if (sender !== undefined && uniqueName.test(sender)) this.#receiveCall({ ...header, sender, path, member, body });
    } else if (type === messageTypes.signal && sender === busDriver.destination && member !== undefined) {
      this.#receiveSignal(header, member, body);
    } else if (type === messageTypes.signal && sender !== undefined && member !== undefined) {
      this.#receivePeerSignal(header, sender, member, body);
    } else if ((type === messageTypes.methodReturn || type === messageTypes.error) && replySerial !== undefined) {
      if (this.#outstanding.has(replySerial)) void this.#receiveReply(header, replySerial, body);
    }
  }

  #receiveCall(call: IncomingCall): void {
    if (this.#onCall !== undefined) this.#onCall(call);
    else this.replyError(call, dbusErrorName('UnknownObject'), 'the agent has not started yet; call again');
  }

  #receiveSignal(header: MessageHeader, member: string, body: Buffer | undefined): void {
    if (header.interface !== busDriver.interface || body === undefined) return;
    const values = readBody(body, header.signature, header.littleEndian, replyLimits);
    const name = textOf(values[0]);
    if (member === 'NameLost' && this.#names.has(name)) this.#transport.close(new Error(`the name '${name}' is lost`));
    this.#owners.onSignal({ member, values });
    for (const listener of this.#listeners) listener({ member, values });
  }

  /** Every user may send us signals: without a listener not even the body is read. */
  #receivePeerSignal(header: MessageHeader, sender: string, member: string, body: Buffer | undefined): void {
    const listener = this.#peers.get(sender);
    if (listener === undefined || header.interface === undefined || body === undefined) return;
    const values = readBody(body, header.signature, header.littleEndian, replyLimits);
    listener({ interface: header.interface, member, values });
  }

  async #receiveReply(header: MessageHeader, serial: number, body: Buffer | undefined): Promise<void> {
    if (!(await this.#outstanding.isFrom(serial, header.sender, header.type === messageTypes.error))) return;
    try {
      if (body === undefined)
        throw new DecodeError('limit', `the answer is larger than ${this.#limits.stringBytes} bytes`);
      const values = readBody(body, header.signature, header.littleEndian, this.#limits);
      if (header.type === messageTypes.methodReturn) this.#outstanding.resolve(serial, values);
      else this.#outstanding.reject(serial, new BusCallError(header.errorName, textOf(values[0])));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#outstanding.reject(serial, new BusCallError(undefined, `the answer cannot be read: ${reason}`));
    }
  }
}

function ignoreNoOwner(error: unknown): [] {
  if (error instanceof BusCallError && error.errorName === `${standardErrorPrefix}NameHasNoOwner`) return [];
  throw error;
}

function textOf(value: BusValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
