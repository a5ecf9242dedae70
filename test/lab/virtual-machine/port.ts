/** Our end of the port that runner.sh serves: scripts in, what they printed out. */
import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { CommandResult } from '../command.ts';

export interface Port {
  /** Runs a shell script for at most `seconds`. Throws if the machine is reset meanwhile. */
  readonly run: (script: string, seconds: number) => Promise<CommandResult>;
  /** Resolves when runner.sh starts, once in each boot. */
  readonly begun: () => Promise<void>;
  /** Rejects all pending requests after a reset. */
  readonly forget: () => void;
}

interface Waiting {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: Error) => void;
}

export function openPort(socket: Socket): Port {
  const said = new EventEmitter();
  const waiting = new Map<string, Waiting>();
  let last = 0;
  createInterface(socket).on('line', (line) => {
    const [word = '', ...rest] = line.trim().split(' ');
    if (word === 'ready') said.emit(word);
    waiting.get(word)?.resolve(resultOf(rest));
    waiting.delete(word);
  });
  return {
    run: (script, seconds) => {
      const number = String(++last);
      socket.write(`${number} ${seconds} ${Buffer.from(script).toString('base64')}\n`);
      return new Promise((resolve, reject) => waiting.set(number, { resolve, reject }));
    },
    begun: async () => {
      await once(said, 'ready');
    },
    forget: () => {
      for (const { reject } of waiting.values()) reject(new Error('the machine was reset'));
      waiting.clear();
    },
  };
}

function resultOf([status, output = '', errors = '']: readonly string[]): CommandResult {
  return { exitCode: Number(status), stdout: plain(output), stderr: plain(errors) };
}

/** The base64 words begin with a dot, so that an empty one is still a word. */
function plain(word: string): string {
  return Buffer.from(word.slice(1), 'base64').toString();
}
