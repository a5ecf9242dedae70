/** Counts the packets lost during a change, with an ICMP echo every millisecond. */
import { readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';
import type { ServiceProcess } from './service-process.ts';

export interface PingCount {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** The most requests lost in a row. */
  readonly longestLoss: number;
  /** The most milliseconds between two replies. */
  readonly longestGapMs: number;
}

/**
 * This many requests lost in a row are the host's fault, however busy the machine is. A faulty change silences the host for
 * whole seconds, a thousand requests each: a neighbour must be resolved again (arp(7): retrans_time_ms), an address waits for
 * duplicate address detection, or a port does not forward yet. A correct change loses packets only in the moment when the kernel
 * makes the uplink a port, which lasts longer if another program gets the processor just then, and a busy machine drops packets
 * by itself (Linux: net.core.netdev_max_backlog), so a test that allowed one lost packet would be flaky. The benchmark measures
 * how few are lost on an idle machine; the tests of the plan show that the order of the lines leaves no other moment.
 */
export const silence = 800;

/**
 * fping(8) in a loop, with timestamps. ping(8) would send only every 10 ms once replies are missing, and so count a tenth of
 * the loss. It has a higher priority than other programs, so as to measure the host and not this machine's load.
 */
export function pingCommand(address: string, intervalMs: number): string[] {
  const interval = String(intervalMs);
  return ['nice', '-n', '-20', 'fping', '-l', '-D', '-i', interval, '-p', interval, '-t', '3000', address];
}

/** A ping under way; its lines are in `file`. */
export class Ping {
  readonly #process: ServiceProcess;
  readonly #file: string;

  constructor(process: ServiceProcess, file: string) {
    this.#process = process;
    this.#file = file;
  }

  /** Waits for the first reply; throws if there is none. */
  async firstReply(): Promise<void> {
    await eventually('a reply to the ping', () => readFileSync(this.#file, 'utf8').includes(' bytes, '));
  }

  /**
   * Continues until one more reply arrives, so that a pause of the ping itself is not taken for silence; a host that does not
   * answer for half a minute is silent.
   */
  async stop(): Promise<PingCount> {
    const asked = Date.now() / 1000;
    const answered = () => lastReply(readFileSync(this.#file, 'utf8')) >= asked;
    const silent = await eventually('one more reply', answered, 30_000).then(
      () => false,
      () => true,
    );
    const stopped = Date.now() / 1000;
    await this.#process.stop('SIGINT');
    const text = readFileSync(this.#file, 'utf8');
    return countReplies(text, silent ? stopped : lastReply(text));
  }
}

/** Seconds of silence at the end that do not count, because replies may still be under way. */
const patience = 0.02;

/** Reads fping's output; `stopped` is the time in seconds at which it was told to end. */
export function countReplies(text: string, stopped: number): PingCount {
  const replies = [...text.matchAll(/^\[([\d.]+)\] .* : \[(\d+)\], \d+ bytes, /gm)];
  const times = replies.map((reply) => Number(reply[1]));
  const received = new Set(replies.map((reply) => reply[2])).size;
  const answered = replies.reduce((most, reply) => Math.max(most, Number(reply[2]) + 1), 0);
  const unanswered = sentSince(times, answered, stopped);
  const sent = answered + unanswered;
  const gap = received === 0 ? Infinity : longestGap([...times, Math.max(stopped, times.at(-1) ?? 0)]);
  const longestLoss = Math.max(unanswered, longestRunLost(replies.map((reply) => Number(reply[2]))));
  return { sent, received, lost: sent - received, longestLoss, longestGapMs: gap };
}

/** The longest run of missing sequence numbers before one that arrived. */
function longestRunLost(numbers: readonly number[]): number {
  const came = [...new Set(numbers)].sort((one, other) => one - other);
  return came.reduce((longest, number, index) => Math.max(longest, number - (came[index - 1] ?? -1) - 1), 0);
}

/** fping does not say what it sent after the last reply, so this is computed from the clock and the rate until then. */
function sentSince(times: readonly number[], answered: number, stopped: number): number {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const silence = stopped - last;
  return silence > patience && last > first ? Math.floor((silence * answered) / (last - first)) : 0;
}

/** The time of the last reply in seconds, or 0. */
function lastReply(text: string): number {
  const line = text.split('\n').findLast((one) => one.includes(' bytes, '));
  return Number(/^\[([\d.]+)\]/.exec(line ?? '')?.[1] ?? 0);
}

function longestGap(times: readonly number[]): number {
  let longest = 0;
  times.forEach((time, index) => (longest = Math.max(longest, time - (times[index - 1] ?? time))));
  return Math.round(longest * 1e5) / 100;
}
