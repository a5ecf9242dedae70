/** The calls of the agent that a fault can hit, and what can go wrong with each. */

/** Signals and errors that strace(1) injects. */
export const effects = ['SIGKILL', 'EIO', 'ENOSPC', 'EROFS', 'EMFILE', 'EAGAIN', 'EPIPE'] as const;
export type Effect = (typeof effects)[number];

/** A call in a recording and in the report. */
export interface Call {
  /** Its name in the report: the system call, or `create`, `read`, `commit`, `pipe`, `send`, `log`; `look` is no fault's. */
  readonly name: string;
  readonly syscall: string;
  /** The main thread has processes and the bus, and reads files; they are written by either. */
  readonly thread: 'main' | 'pool';
  /** What its descriptor stands for, where that distinguishes it from others of its name. */
  readonly target?: 'bus' | 'log';
}

/** The errors that each kind of call can fail with. */
const possible: Readonly<Record<string, readonly Effect[]>> = {
  mkdir: ['SIGKILL', 'EIO', 'ENOSPC', 'EROFS'],
  // The old file's second name.
  link: ['SIGKILL', 'EIO', 'ENOSPC', 'EROFS'],
  // open(2) to write: the folder needs a block for the name.
  create: ['SIGKILL', 'EIO', 'ENOSPC', 'EROFS', 'EMFILE'],
  read: ['EIO', 'EMFILE'],
  write: ['SIGKILL', 'EIO', 'ENOSPC'],
  fsync: ['SIGKILL', 'EIO', 'ENOSPC', 'EROFS'],
  fdatasync: ['SIGKILL', 'EIO', 'ENOSPC', 'EROFS'],
  fchmod: ['EIO', 'EROFS'],
  rename: ['SIGKILL', 'EIO', 'ENOSPC', 'EROFS'],
  // The rename that commits the change.
  commit: ['SIGKILL', 'EIO', 'ENOSPC', 'EROFS'],
  unlink: ['SIGKILL', 'EIO', 'EROFS'],
  clone: ['SIGKILL', 'EAGAIN'],
  pipe: ['EMFILE'],
  send: ['SIGKILL', 'EPIPE'],
  log: ['SIGKILL', 'EIO', 'ENOSPC'],
};

export function effectsOf(name: string): readonly Effect[] {
  return possible[name] ?? [];
}

/** In the order of the report. */
export const callNames: readonly string[] = Object.keys(possible);

/** Other architectures use other calls: aarch64 has no rename(2), mkdir(2) or unlink(2). */
const names: readonly (readonly [pattern: RegExp, name: string, thread?: Call['thread']])[] = [
  [/^mkdir(?:at)?$/, 'mkdir'],
  [/^link(?:at)?$/, 'link'],
  [/^pwrite64$/, 'write'],
  [/^fsync$/, 'fsync'],
  [/^fdatasync$/, 'fdatasync'],
  [/^fchmod$/, 'fchmod'],
  [/^rename(?:at|at2)?$/, 'rename'],
  [/^unlink(?:at)?$/, 'unlink'],
  [/^(?:clone3?|vfork|fork)$/, 'clone', 'main'],
  [/^(?:socketpair|pipe2)$/, 'pipe', 'main'],
];

/** What the kernel itself shows, setting by setting, is `look`. */
function openingName(args: string): string {
  if (/O_WRONLY|O_RDWR|O_CREAT/.test(args)) return 'create';
  return /"\/(?:proc|sys|dev)\//.test(args) ? 'look' : 'read';
}

/**
 * The call in a line of a trace, or undefined. `write` on the main thread is the bus or the log, by its descriptor; other writes
 * are wake-ups between threads and the input of commands.
 */
export function toCall(syscall: string, args: string, thread: Call['thread'], bus: string): Call | undefined {
  if (syscall === 'openat') return { name: openingName(args), syscall, thread };
  if (syscall === 'write' && thread === 'main') {
    if (args.includes(`<${bus}>`)) return { name: 'send', syscall, thread, target: 'bus' };
    return args.startsWith('1<') ? { name: 'log', syscall, thread, target: 'log' } : undefined;
  }
  if (syscall.startsWith('rename') && args.includes('state.committed')) return { name: 'commit', syscall, thread };
  const found = names.find(([pattern, , where = thread]) => where === thread && pattern.test(syscall));
  return found && { name: found[1], syscall, thread };
}
