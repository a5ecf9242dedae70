/** QEMU's monitor: commands and events as lines of JSON (QEMU Machine Protocol, qemu-qmp-ref(7)). */
import { once, type EventEmitter } from 'node:events';
import { EventEmitter as Emitter } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface Monitor {
  /** Throws QEMU's error. */
  readonly execute: (command: string, args?: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** A command of the human monitor, which alone can save and load a state. Throws its answer, if any. */
  readonly say: (line: string) => Promise<void>;
  /** Emits the names of QEMU's events, like RESET. */
  readonly events: EventEmitter;
  readonly close: () => void;
}

interface Message {
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
}

/** Returns when it takes commands. */
export async function openMonitor(socket: Socket): Promise<Monitor> {
  const events = new Emitter();
  let last = 0;
  createInterface(socket).on('line', (line) => {
    const message = JSON.parse(line) as Message;
    if (message.event !== undefined) events.emit(message.event);
    else if (message.id !== undefined) events.emit(`answer ${message.id}`, message);
  });
  const execute = async (command: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
    const id = ++last;
    const answered = once(events, `answer ${id}`) as Promise<[Message]>;
    socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    const [answer] = await answered;
    if (answer.error !== undefined) throw new Error(`QEMU: ${command}: ${answer.error.desc}`);
    return answer.return;
  };
  const say = async (line: string): Promise<void> => {
    const answer = await execute('human-monitor-command', { 'command-line': line });
    if (answer !== '') throw new Error(`QEMU: ${line}: ${String(answer)}`);
  };
  await execute('qmp_capabilities');
  return { execute, say, events, close: () => socket.destroy() };
}
