/**
 * How a host of NetworkManager's comes to have a bridge. NetworkManager leaves everything as it is when it ends, and takes over
 * what it finds when it starts: so it is stopped while the files and the kernel change, and told by its own run state which
 * profile each device has (NetworkManager: nm-manager.c, recheck_assume_connection).
 */
import type { HostState } from '../../../model/host-state.ts';
import type { Step } from '../../../model/plan.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import type { AspectContext } from '../../interfaces/aspect.ts';
import type { BackendPlan } from '../../interfaces/network-backend.ts';
import { start, stop } from '../network-scripts/networkmanager/service-steps.ts';
import { planCreateFiles } from './create-files.ts';
import { intentOf, intentOfSettings } from './intent.ts';
import { parseKeyfile } from './keyfile/keyfile.ts';
import { requireManaged, requireTakenOver } from './managing.ts';
import { profileFor } from './owner.ts';
import type { PlannedFiles } from './planned-files.ts';
import { settingsOfKeyfile } from './profile.ts';
import { requireReader } from './reader.ts';
import { byActivation } from './restart.ts';
import { stateStep } from './state-steps.ts';
import { refuseStopping, requireActivated } from './stopping.ts';

/** Throws AgentError, see planCreateFiles, requireReader, requireManaged, refuseStopping, requireTakenOver and byActivation. */
export function planCreate(request: CreateBridgeRequest, { state, uplink }: AspectContext): BackendPlan {
  const files = planCreateFiles(request, state);
  if (uplink !== undefined || files.steps.length > 0) requireReader(request, state);
  const now = uplink !== undefined;
  const live = now && request.activate === 'live';
  if (files.steps.length > 0) requireManaged(request.bridge, state);
  if (live) refuseStopping(state);
  if (live) requireTakenOver(request.bridge, request.interface, state);
  if (live) requireActivated(request.interface, state);
  const profiles = { before: profileFor(request.interface, state)?.uuid, after: files.uuids.bridge };
  return {
    before: [...(live ? [stop(state)] : []), ...files.steps],
    after: live ? taken(request, files) : [],
    warnings: [...files.warnings, ...(now || files.steps.length === 0 ? [] : [later(request)])],
    links: live ? 'batch' : now ? 'service' : 'none',
    byRestart: (inner) => byActivation(files.steps, inner, profiles, state),
    intent: intentOfBridge(request.bridge, files, state),
    already: files.steps.length === 0,
    ownClient: true,
  };
}

/** NetworkManager finds the bridge and its port with their profiles. */
function taken({ bridge, interface: device }: CreateBridgeRequest, { uuids }: PlannedFiles): readonly Step[] {
  return [
    stateStep(bridge, uuids.bridge, true),
    stateStep(device, uuids.port, false),
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
