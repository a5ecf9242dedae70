import { AgentError } from '../../contract/errors.ts';
import { createBridgeOptions, setBridgedTrafficOptions } from '../../contract/options.ts';
import type { BusValue } from '../../model/bus-value.ts';
import { parseBridgeName } from '../../model/names.ts';
import { quoted } from '../../contract/quoted.ts';
import { immediate, type BridgedTrafficPolicy, type SetBridgedTrafficRequest } from '../../model/requests.ts';
import { deepFreeze } from './deep-freeze.ts';
import { optionsAt, textAt } from './positional.ts';
import { readOptions } from './read-options.ts';

const policies = createBridgeOptions['bridged-traffic'].oneOf;

/** A frozen request from `s bridge, s policy, a{sv} options`. Throws AgentError with the codes of bad input. */
export function parseSetBridgedTraffic(args: readonly BusValue[]): SetBridgedTrafficRequest {
  const bridge = parseBridgeName(textAt(args, 0));
  const policy = parsePolicy(textAt(args, 1));
  const options = readOptions(setBridgedTrafficOptions, optionsAt(args, 2));
  return deepFreeze({
    operation: 'SetBridgedTraffic',
    bridge,
    policy,
    ...immediate,
    dryRun: options['dry-run'],
  });
}

function parsePolicy(given: string): BridgedTrafficPolicy {
  const policy = policies.find((known) => known === given);
  if (policy !== undefined) return policy;
  const known = policies.map(quoted).join(', ');
  throw new AgentError('OutOfRange', `unknown policy ${quoted(given)} for bridged traffic; use one of ${known}`);
}
