/** What can be said of a bridge, from a host's state. */
import { aspects } from '../../backends/aspects.ts';
import type { Answers } from '../../backends/connectivity/read.ts';
import { verifyAddresses } from '../../backends/links/verify-addresses.ts';
import { verifyLinks } from '../../backends/links/verify.ts';
import { backendOf, furtherPortsOf } from '../../backends/network/detect.ts';
import { expectationOf, type Expectation } from '../../model/expectation.ts';
import { checks, type Finding } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';

/** Every check once, in the order of the contract. @param answers which gateways answered just now. */
export function findingsOf(bridge: string, state: HostState, answers: Answers): readonly Finding[] {
  const expected = expectedOf(bridge, state);
  const findings = [
    ...verifyLinks(expected, state),
    ...verifyAddresses(expected, state, answers),
    ...aspects.flatMap((aspect) => aspect.verify(expected, state)),
  ];
  return findings.sort((one, other) => checks.indexOf(one.check) - checks.indexOf(other.check));
}

/** What the bridge is configured to be. */
export function expectedOf(bridge: string, state: HostState): Expectation {
  const backend = backendOf(bridge, state);
  const [uplink, intent] = [backend.uplinkOf(bridge, state), backend.intentOf(bridge, state)];
  const startCommand = backend.startCommand(bridge, state);
  return { ...expectationOf(bridge, uplink, intent, furtherPortsOf(bridge, state)), startCommand };
}
