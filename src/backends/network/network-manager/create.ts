/**
 * How a host of NetworkManager's comes to have a bridge. NetworkManager leaves everything as it is when it ends, and takes over
 * what it finds when it starts: so it is stopped while the files and the kernel change, and told by its own run state which
 * profile each device has (NetworkManager: nm-manager.c, recheck_assume_connection).
 */
import type { HostState } from '../../../model/host-state.ts';
import { linkNamed } from '../../../model/links.ts';
import type { Step } from '../../../model/plan.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { nothing } from '../../../model/step-group.ts';
import type { AspectContext } from '../../interfaces/aspect.ts';
import type { BackendPlan } from '../../interfaces/network-backend.ts';
import { start, stop } from '../network-scripts/networkmanager/service-steps.ts';
import { planAdoptedProfiles } from './adopted-profiles.ts';
import { planCreateFiles } from './create-files.ts';
import { handMadeBridge } from './hand-made.ts';
import { intentOf, intentOfSettings } from './intent.ts';
import { parseKeyfile } from './keyfile/keyfile.ts';
import { profileFor } from './owner.ts';
import type { PlannedFiles } from './planned-files.ts';
import { planPortFiles } from './port-files.ts';
import { settingsOfKeyfile } from './profile.ts';
import { requireReader } from './reader.ts';
import { reread } from './reread.ts';
import { byActivation } from './restart.ts';
import { leftAlone, stateStep } from './state-steps.ts';
import { refuseStopping, requireActivated } from './stopping.ts';

/** Throws AgentError, see planCreateFiles, planPortFiles, requireReader, refuseStopping and byActivation. */
export function planCreate(request: CreateBridgeRequest, { state, uplink, ports = [] }: AspectContext): BackendPlan {
  const adopted = planAdoptedProfiles(request, state);
  const files = planCreateFiles(request, adopted.after);
  const further = planPortFiles(request, state);
  const added = further.flatMap((port) => port.steps);
  const steps = [...adopted.steps, ...files.steps, ...added];
  if (uplink !== undefined || steps.length > 0) requireReader(request, state);
  const now = uplink !== undefined;
  const isOn = state.networkManager.status === 'running' && request.activate !== 'boot';
  // Further ports of a bridge that is there need no activation of it.
  const joins = !now && request.activate !== 'boot' && ports.length + added.length > 0;
  const live = joins || (now && request.activate === 'live');
  if (live) refuseStopping(state);
  // A bridge whose profiles are there is made anew: its port waits for it. The card of one made by hand is watched, or waits.
  const isNew = files.steps.length > 0 && handMadeBridge(request, state) === undefined;
  if (live && isNew) requireActivated(request.interface, state);
  const told = isOn && adopted.steps.length > 0 ? reread(adopted.steps) : nothing;
  const profiles = { before: profileFor(request.interface, state)?.uuid, after: files.uuids.bridge };
  return {
    before: [...(live ? [stop(state)] : told.before), ...steps],
    after: live ? taken(request, files, further, state) : told.after,
    warnings: [
      ...files.warnings,
      ...further.flatMap(({ warnings }) => warnings),
      ...(now || live || told.after.length > 0 || steps.length === 0 ? [] : [later(request)]),
    ],
    links: !now ? 'none' : live ? 'batch' : 'service',
    byRestart: (inner) => byActivation(steps, inner, profiles, state),
    intent: intentOfBridge(request.bridge, files, state),
    already: files.steps.length === 0,
    ownClient: true,
  };
}

/** NetworkManager finds the bridge and its ports with their profiles. */
function taken(
  { bridge, interface: device }: CreateBridgeRequest,
  { uuids }: PlannedFiles,
  further: ReturnType<typeof planPortFiles>,
  state: HostState,
): readonly Step[] {
  const own = [device, ...further.map(({ name }) => name)];
  return [
    ...leftAlone(bridge, own, state),
    stateStep(bridge, uuids.bridge, true),
    stateStep(device, uuids.port, false),
    // One that is down may have no cable: then it is not connected.
    ...further.map(({ name, uuid }) => stateStep(name, uuid, false, linkNamed(name, state.links)?.carrier === true)),
    start(`, which takes '${bridge}' over as it is`),
  ];
}

/** It does not watch its files (NetworkManager.conf(5): monitor-connection-files, gone since 1.20). */
function later({ bridge, interface: device }: CreateBridgeRequest): string {
  return `NetworkManager reads the profiles of '${bridge}' and '${device}' at its next start; until then '${device}' stays as it is`;
}

function intentOfBridge(bridge: string, { bridgeText }: PlannedFiles, state: HostState): BackendPlan['intent'] {
  const keyfile = bridgeText === undefined ? undefined : parseKeyfile(bridgeText);
  return keyfile === undefined ? intentOf(bridge, state) : intentOfSettings(bridge, settingsOfKeyfile(keyfile));
}
