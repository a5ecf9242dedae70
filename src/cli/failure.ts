/** A failure, in the agent's words or our own. */
import { dbusErrorName, errorCodes, type ErrorCode } from '../contract/errors.ts';
import type { FailureCode } from '../contract/exit-codes.ts';
import { standardErrorPrefix } from '../contract/names.ts';
import { BusCallError, saysAbsent } from '../model/bus-call.ts';

/** Ends the client: it is printed once, and its code gives the exit status. */
export class Failure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
  }
}

const codeOfName = new Map<string, ErrorCode>(errorCodes.map((code) => [dbusErrorName(code), code]));

/** The failure for an error of the bus or the agent. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof BusCallError)) return new Failure('Failed', message, { cause: error });
  return new Failure(codeOf(error.errorName), message, { cause: error });
}

/** Without a name there was no reply; the bus has many error names for a missing agent. */
function codeOf(errorName: string | undefined): FailureCode {
  if (errorName === undefined) return 'Unreachable';
  const known = codeOfName.get(errorName);
  if (known !== undefined) return known;
  if (errorName === `${standardErrorPrefix}AccessDenied`) return 'NotAuthorized';
  return saysAbsent(errorName) || saysLost(errorName) ? 'Unreachable' : 'Failed';
}

/** Whether the bus says that the agent ended before its answer, or did not answer. */
function saysLost(errorName: string): boolean {
  const names = ['NoReply', 'Timeout', 'TimedOut', 'Disconnected'];
  return names.some((name) => errorName === `${standardErrorPrefix}${name}`);
}
