/** The client's exit statuses, which scripts rely on; --help and the manual page print them. */
import type { ErrorCode } from './errors.ts';

export const exitCodes = {
  /** Success, or nothing to do. */
  done: 0,
  failed: 1,
  wrongUsage: 2,
  notAuthorized: 3,
  busy: 4,
  /** The change was rolled back, or not confirmed: the host is as it was. */
  takenBack: 5,
  /** A change could not be undone completely: an administrator must repair it. */
  incomplete: 6,
  unhealthy: 7,
  unreachable: 8,
} as const;
export type ExitReason = keyof typeof exitCodes;

/** The agent's errors, and those of the client itself. */
export type FailureCode = ErrorCode | 'WrongUsage' | 'Unreachable';

const reasons: Readonly<Record<FailureCode, ExitReason>> = {
  InvalidName: 'wrongUsage',
  ReservedName: 'wrongUsage',
  InvalidType: 'wrongUsage',
  UnknownOption: 'wrongUsage',
  DuplicateOption: 'wrongUsage',
  InvalidAddress: 'wrongUsage',
  OutOfRange: 'wrongUsage',
  NotFound: 'failed',
  Exists: 'failed',
  Busy: 'busy',
  Conflict: 'failed',
  Refused: 'failed',
  Unsupported: 'failed',
  NotAuthorized: 'notAuthorized',
  CommandFailed: 'failed',
  RolledBack: 'takenBack',
  RollbackIncomplete: 'incomplete',
  InvalidArgs: 'wrongUsage',
  UnknownMethod: 'failed',
  UnknownInterface: 'failed',
  UnknownObject: 'failed',
  UnknownProperty: 'failed',
  PropertyReadOnly: 'failed',
  LimitsExceeded: 'busy',
  InteractiveAuthorizationRequired: 'notAuthorized',
  Failed: 'failed',
  WrongUsage: 'wrongUsage',
  Unreachable: 'unreachable',
};

export function exitReasonOf(code: FailureCode): ExitReason {
  return reasons[code];
}
