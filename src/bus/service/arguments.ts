/** The arguments of a call, decoded by the signature of its method. */
import { AgentError } from '../../contract/errors.ts';
import type { BusValue } from '../../model/bus-value.ts';
import type { IncomingCall } from '../bus.ts';
import { DecodeError } from '../wire/decode-error.ts';
import { callLimits } from '../wire/limits.ts';
import { printable } from '../wire/printable.ts';
import { readBody } from '../wire/wire-reader.ts';

/**
 * Throws AgentError: LimitsExceeded for too much of anything, InvalidArgs for another signature or a body that cannot be
 * read, DuplicateOption for a key given twice.
 */
export function readArguments(call: IncomingCall, signature: string): readonly BusValue[] {
  if (call.body === undefined) throw new AgentError('LimitsExceeded', 'the message is larger than 64 KiB; send less');
  if (call.signature !== signature) {
    const wanted = signature === '' ? 'no arguments' : `'${signature}'`;
    const given = call.signature === '' ? 'none' : `'${printable(call.signature)}'`;
    throw new AgentError('InvalidArgs', `'${call.member}' takes ${wanted}, not ${given}; see the introspection`);
  }
  try {
    return readBody(call.body, call.signature, call.littleEndian, callLimits);
  } catch (error) {
    throw error instanceof DecodeError ? forCaller(error) : error;
  }
}

function forCaller({ reason, message, key = '' }: DecodeError): AgentError {
  switch (reason) {
    case 'duplicate-key':
      return new AgentError('DuplicateOption', `the option '${printable(key)}' is given twice; give it once`);
    case 'limit':
      return new AgentError('LimitsExceeded', `${message}; send less`);
    case 'unix-fd':
    case 'malformed':
      return new AgentError('InvalidArgs', `${message}; see the introspection`);
  }
}
