/** Turns strace(1)'s output of one good call into a list of calls that a fault can hit. Pure. */
import { toCall, type Call } from './calls.ts';

export interface RecordedCall extends Call {
  /** Counted from 1 per system call, thread and target: strace's `when`. */
  readonly nth: number;
  /** Its argument, without what differs each time. */
  readonly about: string;
}

/** The thread and the descriptor that are told from others in the trace. */
export interface Traced {
  readonly main: number;
  /** The bus's socket as the kernel calls it: `socket:[12345]`. */
  readonly bus: string;
}

/** @param trace lines of `PID syscall(arguments…`; a resumed call was counted when it began. */
export function readRecording(trace: string, traced: Traced): readonly RecordedCall[] {
  const counts = new Map<string, number>();
  return trace.split('\n').flatMap((line) => {
    const [, tid, syscall = '', args = ''] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    const call = toCall(syscall, args, Number(tid) === traced.main ? 'main' : 'pool', traced.bus);
    if (call === undefined) return [];
    const counter = `${syscall} ${call.target ?? call.thread}`;
    const nth = (counts.get(counter) ?? 0) + 1;
    counts.set(counter, nth);
    return [{ ...call, nth, about: describe(args) }];
  });
}

/** The last path in the arguments, or the words of a message; a transaction's id and random names differ each time. */
function describe(args: string): string {
  const paths = [...args.matchAll(/["<](\/[^">]*)[">]/g)].map(([, path = '']) => path);
  const path = paths.findLast((one) => one !== '/') ?? '';
  const short = path.replace(/^\/tmp\/bridgehead-lab-\w+/, '').replace(/^\/host(?=\/)/, '');
  return short.replace(/[0-9a-f]{32}/, 'ID').replace(/\.bridgehead-\w{6}~/, '.bridgehead-XXXXXX~');
}
