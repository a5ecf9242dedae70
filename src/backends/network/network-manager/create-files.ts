/** The profiles that put a card behind a bridge at every boot. */
import { AgentError } from '../../../contract/errors.ts';
import { quoted } from '../../../contract/quoted.ts';
import { noFile } from '../../../model/host-file.ts';
import type { HostState, Link } from '../../../model/host-state.ts';
import { linkNamed } from '../../../model/links.ts';
import type { FileStep } from '../../../model/plan.ts';
import { replaceFile } from '../../../model/replace-file.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { markWarnings } from '../../other-writers/marks.ts';
import { bridgeText } from './contents/bridge-keyfile.ts';
import { withDefaults } from './contents/defaults.ts';
import { pathOf } from './profiles/folders.ts';
import { addressed, asOnCard, handMadeBridge } from './contents/hand-made.ts';
import { groupOf } from './keyfile/names.ts';
import { numberOf } from './keyfile/values.ts';
import { planIfcfgFiles } from './ifcfg-rh/writing/create.ts';
import { bridgeProfile, configOf, portProfiles, readProfiles } from './profiles/owner.ts';
import type { PlannedFiles } from './contents/planned-files.ts';
import { portText } from './contents/port-keyfile.ts';
import { portProfileOf } from './profiles/ports.ts';
import { addressWarnings, refuseReferences } from './guards/references.ts';
import { named, requireProfile, type UsableProfile } from './guards/requirements.ts';
import { outrank } from './guards/rivals.ts';
import { refuseDifference } from './guards/same-bridge.ts';
import { planSections } from './contents/sections.ts';
import { uuidFrom } from './contents/uuid.ts';
import { refuseLowerMtu } from './guards/vlan-profile.ts';

/** Root's alone, or NetworkManager passes it over (nm-settings-keyfile(5)). */
const mode = 0o600;

/** Throws AgentError: Unsupported, Busy, Exists, Conflict or Refused, each with what to do. */
export function planCreateFiles(request: CreateBridgeRequest, state: HostState): PlannedFiles {
  const bridge = bridgeProfile(request.bridge, state);
  const port = portProfileOf(request.interface, request.bridge, state);
  if (bridge !== undefined && port !== undefined) {
    refuseDifference(request, bridge, port);
    const uuids = { bridge: bridge.profile.uuid, port: port.profile.uuid };
    return { steps: [], warnings: [], uuids, bridgeText: undefined };
  }
  const card = requireProfile(request.interface, state);
  refuseTakenName(request, card, state);
  refuseOtherMtu(request, card, state);
  refuseLowerMtu(request, card.settings, state);
  const there = handMadeBridge(request, state);
  if (there !== undefined && card.profile.origin === 'ifcfg') throw onlyKeyfiles(request, card);
  const meant = there === undefined ? { request, state } : asOnCard(request, card, there, state);
  return card.profile.origin === 'ifcfg'
    ? planIfcfgFiles(request, card, state)
    : planFiles(meant.request, card, meant.state, there);
}

function onlyKeyfiles({ bridge, interface: device }: CreateBridgeRequest, { profile }: UsableProfile): AgentError {
  return new AgentError(
    'Unsupported',
    `interface '${device}' has ${named(profile)}, with which bridge '${bridge}' cannot be taken over; migrate it first with 'nmcli connection migrate'`,
  );
}

/** No other profile may be for the bridge, and no other interface its port. */
function refuseTakenName(
  { bridge, interface: device }: CreateBridgeRequest,
  { profile: own }: UsableProfile,
  state: HostState,
): void {
  const taken = readProfiles(state).find(({ profile, settings }) => {
    return profile.origin !== 'memory' && profile.uuid !== own.uuid && settings.interfaceName === bridge;
  });
  if (taken !== undefined) {
    throw new AgentError(
      'Exists',
      `${named(taken.profile)} is for a device '${bridge}' already; remove it first with 'nmcli connection delete'`,
    );
  }
  const port = portProfiles(bridge, state)[0];
  if (port !== undefined) {
    throw new AgentError(
      'Exists',
      `bridge '${bridge}' already has a port, by ${named(port.profile)}; choose another name`,
    );
  }
  const paths = [pathOf(bridge), ...(own.origin === 'memory' ? [pathOf(device)] : [])];
  const path = paths.find((one) => configOf(state).profiles.some(({ file }) => file.path === one));
  if (path !== undefined) {
    throw new AgentError('Exists', `the file '${path}' is there already; move it away first`);
  }
}

/** The bridge is made now with the kernel's MTU, and at the next boot with the profile's. */
function refuseOtherMtu(request: CreateBridgeRequest, { settings, profile }: UsableProfile, state: HostState): void {
  const link = state.live ? linkNamed(request.interface, state.links) : undefined;
  const { keyfile } = settings;
  const written = numberOf(keyfile.get(groupOf('802-3-ethernet', keyfile), 'mtu')) ?? 0;
  if (link === undefined || request.activate === 'boot' || request.mtu !== undefined) return;
  if (written === 0 || written === link.mtu) return;
  throw new AgentError(
    'Conflict',
    `${named(profile)} sets mtu to ${written}, but interface '${link.name}' has ${link.mtu}; make the two agree, or give an mtu`,
  );
}

/** @param there the bridge that is taken over. */
function planFiles(
  request: CreateBridgeRequest,
  card: UsableProfile,
  state: HostState,
  there: Link | undefined,
): PlannedFiles {
  const { bridge, interface: device } = request;
  const link = addressed(state.live ? linkNamed(device, state.links) : undefined, there);
  const inMemory = card.profile.origin === 'memory';
  refuseReferences(card, device, state);
  const filled = withDefaults(request, card, state);
  const { sections, warnings } = planSections(request, filled, state);
  const { priority, warnings: outranked } = outrank(device, inMemory ? firstClass(card) : card, state);
  const uuids = uuidsFor(bridge, card);
  const text = bridgeText(request, uuids.bridge, filled, link, sections);
  const port = portText(request, card, { priority, uuid: inMemory ? uuids.port : undefined });
  const steps = [
    ...replaceFile(`write the profile of bridge '${bridge}' for NetworkManager`, noFile(pathOf(bridge), mode), text),
    ...portSteps(request, card, port),
  ];
  return {
    steps,
    warnings: [
      ...warnings,
      ...outranked,
      ...boundWarnings(request, card),
      ...addressWarnings(request, state),
      ...markWarnings(card.profile.file, state.cloudInit),
    ],
    uuids,
    bridgeText: text,
  };
}

function uuidsFor(bridge: string, { profile: { uuid, origin } }: UsableProfile): PlannedFiles['uuids'] {
  return {
    bridge: uuidFrom(`bridge ${bridge} over ${uuid}`),
    // NetworkManager keeps its own in /run until the next boot, where it would hide a file with the same UUID.
    port: origin === 'memory' ? uuidFrom(`port of ${bridge} over ${uuid}`) : uuid,
  };
}

/** What NetworkManager makes up comes last of all; a file in its place does not. */
function firstClass(card: UsableProfile): UsableProfile {
  return { ...card, settings: { ...card.settings, priority: 0 } };
}

function portSteps(
  { bridge, interface: device }: CreateBridgeRequest,
  { profile }: UsableProfile,
  text: string,
): FileStep[] {
  const becomes = `interface '${device}' becomes a port of '${bridge}'`;
  if (profile.origin !== 'memory')
    return replaceFile(`change the profile ${quoted(profile.id)}: ${becomes}`, profile.file, text);
  const title = `write the profile ${quoted(profile.id)}, which NetworkManager has in memory alone: ${becomes}`;
  return replaceFile(title, noFile(pathOf(device), mode), text);
}

function boundWarnings(
  { interface: device }: CreateBridgeRequest,
  { settings, profile }: UsableProfile,
): readonly string[] {
  if (settings.type !== '802-3-ethernet') return [];
  if (settings.interfaceName !== undefined || settings.mac !== undefined) return [];
  return [`the profile ${quoted(profile.id)} fits any card; from now on it is for '${device}' alone`];
}
