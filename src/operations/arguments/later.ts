/**
 * The arguments of methods that come with a later version. Their names are parsed already, so that a caller is authorised
 * for what the request names, and a NAT bridge is Refused, before the answer is Unsupported. Options are not looked at.
 */
import { AgentError } from '../../contract/errors.ts';
import { createBridgeOptions } from '../../contract/options.ts';
import type { BusValue } from '../../model/bus-value.ts';
import { parseBridgeName, parseGuestName, type BridgeName, type GuestName } from '../../model/names.ts';
import { quoted } from '../../model/quoted.ts';
import { deepFreeze } from './deep-freeze.ts';
import { optionsAt, textAt } from './positional.ts';

export interface GuestRequest {
  readonly operation: 'AttachGuest' | 'DetachGuest';
  readonly guest: GuestName;
  readonly bridge: BridgeName;
}

export interface BridgedTrafficRequest {
  readonly operation: 'SetBridgedTraffic';
  readonly bridge: BridgeName;
  readonly policy: BridgedTrafficPolicy;
}

const policies = createBridgeOptions['bridged-traffic'].oneOf;
export type BridgedTrafficPolicy = (typeof policies)[number];

/** A frozen request from `s guest, s bridge, a{sv} options`. Throws AgentError with the codes of bad input. */
export function parseGuestRequest(operation: GuestRequest['operation'], args: readonly BusValue[]): GuestRequest {
  const guest = parseGuestName(textAt(args, 0));
  const bridge = parseBridgeName(textAt(args, 1));
  optionsAt(args, 2);
  return deepFreeze({ operation, guest, bridge });
}

/** A frozen request from `s bridge, s policy, a{sv} options`. Throws AgentError with the codes of bad input. */
export function parseSetBridgedTraffic(args: readonly BusValue[]): BridgedTrafficRequest {
  const bridge = parseBridgeName(textAt(args, 0));
  const given = textAt(args, 1);
  optionsAt(args, 2);
  const policy = policies.find((known) => known === given);
  if (policy !== undefined) return deepFreeze({ operation: 'SetBridgedTraffic', bridge, policy });
  const known = policies.map(quoted).join(', ');
  throw new AgentError('OutOfRange', `there is no policy ${quoted(given)} for bridged traffic; it takes ${known}`);
}
