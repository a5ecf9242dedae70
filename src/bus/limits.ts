/** How much of anything a peer may make us hold or do. Lengths are bytes, times milliseconds. */

const KiB = 1024;
const MiB = 1024 * KiB;

/** What one message may hold. */
export interface ReadLimits {
  /** Values of any kind, counted one by one, so that a small frame cannot become a large object. */
  readonly values: number;
  /** Arrays, dictionaries, structs and variants within each other. */
  readonly nesting: number;
  readonly stringBytes: number;
  readonly dictEntries: number;
  /** Whether a file descriptor's index is read, or refused. */
  readonly fileDescriptors: boolean;
}

export const messageLimits = {
  /** A method call or a signal; the bus itself lets 32 MiB through (dbus-daemon(1): max_message_size). */
  incoming: 64 * KiB,
  /** A reply to a call of ours, and the header of any message. */
  reply: MiB,
  /** One message of ours, and what waits because the bus does not read. */
  outgoing: 16 * MiB,
  /** With this much waiting to be sent, nothing more is read. */
  backlog: MiB,
} as const;

/** What a caller may send: more than any valid request of the contract, far less than what hurts. */
export const callLimits: ReadLimits = {
  values: 2000,
  nesting: 8,
  stringBytes: 255,
  dictEntries: 32,
  fileDescriptors: false,
};

/** What the bus and polkit may answer (D-Bus specification: 32 arrays and 32 structs within each other). */
export const replyLimits: ReadLimits = {
  values: 20_000,
  nesting: 64,
  stringBytes: messageLimits.reply,
  dictEntries: 20_000,
  fileDescriptors: false,
};

export const callerLimits = {
  /** Calls of one user under way. */
  ofOneUser: 64,
  /** Calls of all users but root under way: the rest is kept for the administrator, who must be able to roll back. */
  ofAllUsers: 448,
  /** Calls under way; the bus gives a connection 512 match rules, one for each caller (dbus-daemon(1)). */
  inAll: 512,
} as const;

/** Calls of ours without an answer; the bus refuses the 129th (dbus-daemon(1): max_replies_per_connection). */
export const outstandingCalls = 100;

export const timeouts = {
  /** From the socket to the unique name. */
  connect: 10_000,
  /** The bus's own methods. */
  bus: 10_000,
} as const;
