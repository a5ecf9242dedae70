/** Limits on what a peer may make us hold or do. Lengths are bytes, times milliseconds. */
import type { CallKind } from '../../model/bus-call.ts';

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
  /** Whether the index of a file descriptor is read, rather than refused. */
  readonly fileDescriptors: boolean;
}

export const messageLimits = {
  /** A method call or a signal; the bus itself lets 32 MiB through (dbus-daemon(1): max_message_size). */
  incoming: 64 * KiB,
  /** A reply of the bus or of polkit, and the header of any message. */
  reply: MiB,
  /** One message of ours: far more than thousands of interfaces or routes take. */
  message: 8 * MiB,
  /** What waits because the bus does not read. */
  outgoing: 16 * MiB,
  /** With this much waiting to be sent, nothing more is read. */
  backlog: MiB,
  /** With this much waiting to be sent, replies that are in no hurry wait. */
  full: 256 * KiB,
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

/** What the agent may answer its client: as much as it sends. Thousands of interfaces have hundred thousands of values. */
export const agentReplyLimits: ReadLimits = {
  ...replyLimits,
  values: 4_000_000,
  stringBytes: messageLimits.message,
};

export const callerLimits = {
  /** Calls of one user under way. */
  ofOneUser: 64,
  /** Calls of all users but root under way. */
  ofAllUsers: 448,
  /** Calls of root under way. Root must be able to confirm and to roll back, whatever others do. */
  ofRoot: 256,
  /** Calls of one connection that wait for the bus to say whose it is. A user may have 256 connections (dbus-daemon(1): max_connections_per_user). */
  ofOneConnectionUnknown: 64,
} as const;

/**
 * Calls of ours that wait for an answer, of each kind; the bus refuses the 129th of all (dbus-daemon(1):
 * max_replies_per_connection). Of `others` up to 32 may be open prompts.
 */
export const outstandingCalls: Readonly<Record<CallKind, number>> = {
  bus: 20,
  owners: 8,
  root: 12,
  reads: 20,
  others: 40,
};

export const timeouts = {
  /** From the socket to the unique name. */
  connect: 10_000,
  /** The bus's own methods. */
  bus: 10_000,
} as const;
