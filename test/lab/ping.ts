/** A real ping that counts what is lost while something happens. */
import { readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';
import type { ServiceProcess } from './service-process.ts';

export interface PingCount {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** Milliseconds between one reply and the next, at the most. */
  readonly longestGapMs: number;
}

/** ping(8) with a timestamp on every line, so that a gap can be measured. */
export function pingCommand(address: string, intervalMs: number): string[] {
  return ['ping', '-n', '-D', '-O', '-i', String(intervalMs / 1000), address];
}

/** A ping under way; its lines are in `file`. */
export class Ping {
  readonly #process: ServiceProcess;
  readonly #file: string;

  constructor(process: ServiceProcess, file: string) {
    this.#process = process;
    this.#file = file;
  }

  /** Waits for a reply to be there; a host that is silent for five seconds is an error. */
  async firstReply(): Promise<void> {
    await eventually('a reply to the ping', () => readFileSync(this.#file, 'utf8').includes(' bytes from '), 5000);
  }

  async stop(): Promise<PingCount> {
    const stopped = Date.now() / 1000;
    await this.#process.stop('SIGINT');
    return countReplies(readFileSync(this.#file, 'utf8'), stopped);
  }
}

/**
 * Reads what ping printed. `stopped` is the time, in seconds, at which it was told to end: what it sent in its last
 * moments and could not wait for is not lost.
 */
export function countReplies(text: string, stopped: number): PingCount {
  const replies = [...text.matchAll(/^\[([\d.]+)\] \d+ bytes from .* icmp_seq=(\d+) .*$/gm)];
  const times = replies.map((reply) => Number(reply[1]));
  const sequences = unwrap(replies.map((reply) => Number(reply[2])));
  const received = new Set(sequences).size;
  const transmitted = Number(/(\d+) packets transmitted/.exec(text)?.[1] ?? 0);
  const last = Math.max(0, ...sequences.slice(-1000));
  const silence = stopped - (times.at(-1) ?? 0);
  const sent = silence < 0.02 ? last : transmitted;
  const longestGapMs = received === 0 ? Infinity : longestGap([...times, Math.max(stopped, times.at(-1) ?? 0)]);
  return { sent, received, lost: sent - received, longestGapMs };
}

/** icmp_seq has 16 bits: at one packet a millisecond it begins anew after 65 seconds. */
function unwrap(sequences: readonly number[]): number[] {
  let turns = 0;
  return sequences.map((sequence, index) => {
    const previous = sequences[index - 1] ?? sequence;
    if (previous - sequence > 32768) turns += 1;
    if (sequence - previous > 32768) turns -= 1;
    return sequence + turns * 65536;
  });
}

function longestGap(times: readonly number[]): number {
  let longest = 0;
  times.forEach((time, index) => (longest = Math.max(longest, time - (times[index - 1] ?? time))));
  return Math.round(longest * 1e5) / 100;
}
