/** The closed set of errors a caller can get. */
import { errorPrefix, standardErrorPrefix } from './names.ts';

const ownCodes = [
  'InvalidName',
  'ReservedName',
  'InvalidType',
  'UnknownOption',
  'DuplicateOption',
  'InvalidAddress',
  'OutOfRange',
  'NotFound',
  'Exists',
  'Busy',
  'Conflict',
  'Refused',
  'Unsupported',
  'NotAuthorized',
  'CommandFailed',
  'RolledBack',
  'RollbackIncomplete',
] as const;

const standardCodes = [
  'InvalidArgs',
  'UnknownMethod',
  'UnknownInterface',
  'UnknownObject',
  'UnknownProperty',
  'PropertyReadOnly',
  'LimitsExceeded',
  'InteractiveAuthorizationRequired',
  'Failed',
] as const;

export const errorCodes = [...ownCodes, ...standardCodes] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The name of the code on the bus. */
export function dbusErrorName(code: ErrorCode): string {
  const standard: readonly string[] = standardCodes;
  return `${standard.includes(code) ? standardErrorPrefix : errorPrefix}${code}`;
}

/**
 * An error that is meant for the caller: a code of the closed set and one sentence in lower case, without a full stop,
 * that names the thing in single quotes and says what to do. The cause goes to the log only.
 */
export class AgentError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AgentError';
    this.code = code;
  }
}
