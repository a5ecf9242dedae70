/**
 * How a host of NetworkManager's comes to have a bridge. NetworkManager leaves everything as it is when it ends, and takes over
 * what it finds when it starts: so it is stopped while the files and the kernel change, and told by its own run state which
 * profile each device has (NetworkManager: nm-manager.c, recheck_assume_connection).
 */
import { AgentError } from '../../../contract/errors.ts';
import type { HostState } from '../../../model/host-state.ts';
import { linkNamed } from '../../../model/links.ts';
import type { FileStep, Step } from '../../../model/plan.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { nothing, type StepGroup } from '../../../model/step-group.ts';
import type { AspectContext } from '../../interfaces/aspect.ts';
import type { BackendPlan } from '../../interfaces/network-backend.ts';
import { start, stop } from '../../services/steps.ts';
import { planAdoptedProfiles } from './adopted-profiles.ts';
import { planCreateFiles } from './create-files.ts';
import { handMadeBridge } from './contents/hand-made.ts';
import { intentOf, intentOfSettings } from './profiles/intent.ts';
import { parseKeyfile } from './keyfile/keyfile.ts';
import { requireManaged, requireTakenOver } from './guards/managing.ts';
import { profileFor } from './profiles/owner.ts';
import type { PlannedFiles } from './contents/planned-files.ts';
import { planPortFiles } from './port-files.ts';
import { settingsOfKeyfile } from './profiles/profile.ts';
import { requireReader } from './guards/reader.ts';
import { reread } from './daemon/reread.ts';
import { byActivation } from './daemon/restart.ts';
import { leftAlone, stateStep } from './daemon/state-steps.ts';
import { refuseStopping, requireActivated, stoppingWarnings } from './daemon/stopping.ts';
import { isMade } from './profiles/uplink-types.ts';

/** Throws AgentError, see planProfiles, requireReader, requireManaged, requireStandstill, refuseActivation and byActivation. */
export function planCreate(request: CreateBridgeRequest, context: AspectContext): BackendPlan {
  const { state, uplink } = context;
  const planned = planProfiles(request, state);
  const { files, steps } = planned;
  if (uplink !== undefined || steps.length > 0) requireReader(request, state);
  if (steps.length > 0) requireManaged(request.bridge, state);
  const live = isLive(request, planned, context);
  if (live) requireStandstill(request, files, state);
  if (uplink !== undefined && !live) refuseActivation(request, state);
  const around = live
    ? { before: [stop(state)], after: taken(request, planned, state) }
    : toldOf(request, planned, state);
  const waits = uplink === undefined && around.after.length === 0 && steps.length > 0;
  const profiles = { before: profileFor(request.interface, state)?.uuid, after: files.uuids.bridge };
  return {
    before: [...around.before, ...steps],
    after: around.after,
    warnings: [...planned.warnings, ...(live ? stoppingWarnings(state) : []), ...(waits ? [later(request)] : [])],
    links: uplink === undefined ? 'none' : live ? 'batch' : 'service',
    byRestart: (inner) => byActivation(steps, inner, profiles, state),
    intent: intentOfBridge(request.bridge, files, state),
    already: files.steps.length === 0,
  };
}

interface Profiles {
  readonly files: PlannedFiles;
  readonly further: ReturnType<typeof planPortFiles>;
  /** What is corrected in profiles that others have made. */
  readonly adopted: readonly FileStep[];
  /** All of them. */
  readonly steps: readonly FileStep[];
  readonly warnings: readonly string[];
}

/** Throws AgentError, see planAdoptedProfiles, planCreateFiles and planPortFiles. */
function planProfiles(request: CreateBridgeRequest, state: HostState): Profiles {
  const { steps: adopted, after } = planAdoptedProfiles(request, state);
  const files = planCreateFiles(request, after);
  const further = planPortFiles(request, state);
  const steps = [...adopted, ...files.steps, ...further.flatMap((port) => port.steps)];
  const warnings = [...files.warnings, ...further.flatMap((port) => port.warnings)];
  return { files, further, adopted, steps, warnings };
}

/** Whether NetworkManager is stopped for it: also for further ports of a bridge that is there, which need no activation of it. */
function isLive(
  { activate }: CreateBridgeRequest,
  { further }: Profiles,
  { uplink, ports = [] }: AspectContext,
): boolean {
  if (uplink !== undefined) return activate === 'live';
  return activate !== 'boot' && (ports.length > 0 || further.some(({ steps }) => steps.length > 0));
}

/** Throws AgentError, see refuseStopping, requireTakenOver and requireActivated. */
function requireStandstill(request: CreateBridgeRequest, { steps }: PlannedFiles, state: HostState): void {
  refuseStopping(state);
  requireTakenOver(request.bridge, request.interface, state);
  // A bridge whose profiles are there is made anew: its port waits for it. The card of one made by hand is watched, or waits.
  if (steps.length > 0 && handMadeBridge(request, state) === undefined) requireActivated(request.interface, state);
}

/** Throws AgentError(Unsupported): NetworkManager would take guests out of a bridge that it has only watched. */
function refuseActivation(request: CreateBridgeRequest, state: HostState): void {
  if (handMadeBridge(request, state) === undefined) return;
  throw new AgentError(
    'Unsupported',
    `bridge '${request.bridge}' cannot be taken over by NetworkManager's own activation, which would take its guests out; use activate 'live'`,
  );
}

/** Profiles alone are corrected: it reads them. */
function toldOf({ activate }: CreateBridgeRequest, { adopted }: Profiles, state: HostState): StepGroup {
  return activate !== 'boot' && state.networkManager.status === 'running' ? reread(adopted) : nothing;
}

/** NetworkManager finds the bridge and its ports with their profiles. */
function taken(
  { bridge, interface: device }: CreateBridgeRequest,
  { files: { uuids }, further }: Profiles,
  state: HostState,
): readonly Step[] {
  const own = [device, ...further.map(({ name }) => name)];
  return [
    ...leftAlone(bridge, own, state),
    stateStep(bridge, uuids.bridge, true),
    stateStep(device, uuids.port, isMade(linkNamed(device, state.links))),
    // One that is down may have no cable: then it is not connected.
    ...further.map(({ name, uuid }) => {
      const link = linkNamed(name, state.links);
      return stateStep(name, uuid, isMade(link), link?.carrier === true);
    }),
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
