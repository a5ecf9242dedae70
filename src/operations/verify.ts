/** Verify: everything that can be said of a bridge, from its files to its gateway. */
import type { SharedHostState } from '../backends/host-state/read-shared.ts';
import { createBystander, gatewaysOf } from '../backends/connectivity/read.ts';
import { AgentError } from '../contract/errors.ts';
import { asideOf } from '../host/aside.ts';
import type { Host } from '../host/host.ts';
import { SharedReadings } from '../host/shared-reading.ts';
import { variant, variantMap, type BusValue } from '../model/bus-value.ts';
import type { Finding } from '../model/finding.ts';
import type { HostState } from '../model/host-state.ts';
import type { VerifyRequest } from '../model/requests.ts';
import { parseVerify } from './arguments/verify.ts';
import { isConfigured } from '../backends/network/detect.ts';
import { findingsOf } from './bridges/findings.ts';
import type { Operation } from './shared/operation.ts';

/** Who asks the same at the same time shares the answer: a gateway that is mute is asked for seconds. */
export function verify(host: Host, readings: SharedHostState): Operation<VerifyRequest> {
  const whoAnswers = createBystander(asideOf(host));
  const answers = new SharedReadings<readonly Finding[]>();
  return {
    parse: parseVerify,
    details: ({ bridge }) => ({ bridge }),
    run: async ({ bridge }) => {
      const findings = await answers.get(bridge, () => examine(readings, bridge, whoAnswers));
      const healthy = !findings.some((finding) => finding.status === 'fail');
      return [healthy, findings.map(toBus)];
    },
  };
}

/** Looks at everything. Throws AgentError(NotFound) where there is no trace of the bridge. */
async function examine(
  readings: SharedHostState,
  bridge: string,
  whoAnswers: ReturnType<typeof createBystander>,
): Promise<readonly Finding[]> {
  const state = await readings.whole();
  refuseUnknown(bridge, state);
  const answers = await whoAnswers(gatewaysOf(state, bridge), bridge, state.neighbours);
  const findings = findingsOf(bridge, state, answers);
  if (!findings.some(mayMove)) return findings;
  return findingsOf(bridge, { ...state, ...(await readings.parts(['rules'])) }, answers);
}

/** Whether its remedy may move the host: routing rules tell whether that can be done, and are read for that alone. */
function mayMove({ check, status }: Finding): boolean {
  return (check === 'interface-in-bridge' || check === 'addresses') && (status === 'fail' || status === 'warn');
}

function refuseUnknown(bridge: string, state: HostState): void {
  const link = state.links.find((one) => one.name === bridge);
  if (link?.bridge !== undefined) return;
  if (link === undefined && isConfigured(bridge, state)) return;
  const what = link === undefined ? 'there is no bridge' : 'there is an interface, not a bridge, named';
  throw new AgentError('NotFound', `${what} '${bridge}'; see 'ListBridges'`);
}

function toBus({ check, status, message, expected, found, remedy }: Finding): BusValue {
  const texts = { check, status, message, expected, found, remedy };
  return variantMap(Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, variant('s', text)])));
}
