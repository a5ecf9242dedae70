/** A bus for the dispatcher, in memory: calls go in, answers come out. */
import { setImmediate } from 'node:timers/promises';
import { BusCallError, type BusCall } from '../../../../src/model/bus-call.ts';
import type { Bus, BusSignal, IncomingCall, OutgoingSignal } from '../../../../src/bus/bus.ts';
import { writeMessage } from '../../../../src/bus/wire/message-writer.ts';
import { agentInterface, objectPath } from '../../../../src/contract/names.ts';
import type { BusValue } from '../../../../src/model/bus-value.ts';

/** A call with this signature and body after its header. */
function bodyOf(signature: string, values: readonly BusValue[]): Buffer {
  const empty = { type: 1, path: '/', member: 'X', signature };
  const bytes = writeMessage({ ...empty, body: values }, 1);
  return bytes.subarray(bytes.length - bytes.readUInt32LE(4));
}

export class RecordingBus implements Bus {
  readonly answers: { readonly serial: number; readonly error?: string; readonly body: readonly BusValue[] }[] = [];
  readonly asked: BusCall[] = [];
  readonly signals: OutgoingSignal[] = [];
  /** The uid of each caller; any other has left. */
  readonly users = new Map<string, number>([
    [':1.1', 0],
    [':1.2', 1000],
  ]);
  /** What the bus waits for before it names the user of a connection. */
  beforeAnswer: () => Promise<void> = () => setImmediate();
  #onCall: (call: IncomingCall) => void = () => undefined;
  readonly #listeners: ((signal: BusSignal) => void)[] = [];
  #serial = 0;

  onCall = (listener: (call: IncomingCall) => void): void => void (this.#onCall = listener);
  onBusSignal = (listener: (signal: BusSignal) => void): void => void this.#listeners.push(listener);
  notify = (call: BusCall): void => void this.asked.push(call);
  signal = (signal: OutgoingSignal): void => {
    writeMessage({ type: 4, ...signal }, 1);
    this.signals.push(signal);
  };

  call = async (call: BusCall): Promise<readonly BusValue[]> => {
    this.asked.push(call);
    await (call.member === 'GetConnectionUnixUser' ? this.beforeAnswer() : setImmediate());
    if (call.member !== 'GetConnectionUnixUser') return [];
    const uid = this.users.get(call.body[0] as string);
    if (uid === undefined) throw new BusCallError('org.freedesktop.DBus.Error.NameHasNoOwner', 'no such name');
    return [uid];
  };

  whenReady = (send: () => void): void => send();

  reply = (call: IncomingCall, signature: string, body: readonly BusValue[]): void => {
    bodyOf(signature, body);
    this.answers.push({ serial: call.serial, body });
  };

  replyError = (call: IncomingCall, error: string, text: string): void => {
    this.answers.push({ serial: call.serial, error, body: [text] });
  };

  /** Calls a method of the agent; returns its answer, or undefined if there was none. */
  async receive(call: Partial<IncomingCall>, signature = '', body: readonly BusValue[] = []): Promise<Answered> {
    const serial = this.deliver(call, signature, body);
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    return this.answerTo(serial);
  }

  /** Calls without waiting; returns the serial. */
  deliver(call: Partial<IncomingCall>, signature = '', body: readonly BusValue[] = []): number {
    this.#serial += 1;
    this.#onCall({
      ...{ type: 1, flags: 0, serial: this.#serial, littleEndian: true, errorName: undefined, replySerial: undefined },
      ...{ path: objectPath, interface: agentInterface, member: 'ListBridges', sender: ':1.2', signature },
      body: bodyOf(signature, body),
      ...call,
    });
    return this.#serial;
  }

  /** Throws if there is more than one. */
  answerTo(serial: number): Answered {
    const [answer, ...more] = this.answers.filter((candidate) => candidate.serial === serial);
    if (more.length > 0) throw new Error(`the call ${serial} was answered ${more.length + 1} times`);
    return answer?.error === undefined ? answer?.body : [answer.error, ...answer.body];
  }

  leave(name: string): void {
    this.users.delete(name);
    for (const listener of this.#listeners) listener({ member: 'NameOwnerChanged', values: [name, name, ''] });
  }
}

/** A reply's body, or an error's name and text. */
export type Answered = readonly BusValue[] | undefined;
