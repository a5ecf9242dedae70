/** An ICMP echo every millisecond that counts what is lost while something happens. */
import { readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';
import type { ServiceProcess } from './service-process.ts';

export interface PingCount {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** The most requests in a row that were lost. */
  readonly longestLoss: number;
  /** Milliseconds between one reply and the next, at the most. */
  readonly longestGapMs: number;
}

/**
 * So many requests in a row without a reply, and the host is to blame, whatever else the machine has to do. What is wrong with
 * a change silences the host for whole seconds, a thousand requests each: a neighbour that has to be asked for again
 * (arp(7): retrans_time_ms), an address that waits for duplicate address detection, a port that does not forward yet. But all
 * that a right change can lose is lost in the moment in which the kernel makes the card a port, and that lasts longer where
 * the processor is given to another program just then; and a machine that is busy drops packets here and there by itself
 * (Linux: net.core.netdev_max_backlog). A test that allowed for one lost packet would be red because of that. How few get lost
 * on an idle machine is measured, beside other ways, by the benchmark; that the order of the lines leaves no other moment is
 * for the tests of the plan.
 */
export const silence = 800;

/**
 * fping(8) in a loop, a timestamp on every line. Not ping(8), which sends only every 10 ms once the replies stay away, and
 * so counts a tenth of what is lost. It goes before other programs: what is measured is the host, not this machine's load.
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

  /** Waits for a reply to be there; a host that stays silent is an error. */
  async firstReply(): Promise<void> {
    await eventually('a reply to the ping', () => readFileSync(this.#file, 'utf8').includes(' bytes, '));
  }

  /**
   * Goes on until one more reply has come, so that a busy machine's pause of the ping itself is not taken for silence; a host
   * that says nothing for half a minute is silent.
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

/** A silence up to this many seconds at the end is no loss: those replies had no time to come. */
const patience = 0.02;

/** Reads what fping printed; `stopped` is the time, in seconds, at which it was told to end. */
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

/** How many numbers are missing in a row before one that came, at the most. */
function longestRunLost(numbers: readonly number[]): number {
  const came = [...new Set(numbers)].sort((one, other) => one - other);
  return came.reduce((longest, number, index) => Math.max(longest, number - (came[index - 1] ?? -1) - 1), 0);
}

/** fping does not say what it had sent after the last reply, so this goes by the clock and the rate until then. */
function sentSince(times: readonly number[], answered: number, stopped: number): number {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const silence = stopped - last;
  return silence > patience && last > first ? Math.floor((silence * answered) / (last - first)) : 0;
}

/** When the last reply came, in seconds; 0 where none has. */
function lastReply(text: string): number {
  const line = text.split('\n').findLast((one) => one.includes(' bytes, '));
  return Number(/^\[([\d.]+)\]/.exec(line ?? '')?.[1] ?? 0);
}

function longestGap(times: readonly number[]): number {
  let longest = 0;
  times.forEach((time, index) => (longest = Math.max(longest, time - (times[index - 1] ?? time))));
  return Math.round(longest * 1e5) / 100;
}
