/** Methods whose names are promised and whose work comes with a later version: authorised like any other, then refused. */
import { AgentError } from '../contract/errors.ts';
import {
  parseGuestRequest,
  parseSetBridgedTraffic,
  type BridgedTrafficRequest,
  type GuestRequest,
} from './arguments/later.ts';
import type { Operation } from './operation.ts';

export function createGuestOperation(name: GuestRequest['operation']): Operation<GuestRequest> {
  return {
    parse: (args) => parseGuestRequest(name, args),
    details: ({ guest, bridge }) => ({ guest, bridge }),
    run: () => refuse(name),
  };
}

export function createSetBridgedTraffic(): Operation<BridgedTrafficRequest> {
  return {
    parse: parseSetBridgedTraffic,
    details: ({ bridge }) => ({ bridge }),
    run: () => refuse('SetBridgedTraffic'),
  };
}

function refuse(method: string): Promise<never> {
  return Promise.reject(
    new AgentError('Unsupported', `method '${method}' comes with a later version of bridgehead; nothing was changed`),
  );
}
