/** The profiles that put further interfaces behind a bridge at every boot. */
import { AgentError } from '../../../contract/errors.ts';
import { listOf } from '../../../contract/list-of.ts';
import { quoted } from '../../../contract/quoted.ts';
import { noFile } from '../../../model/host-file.ts';
import type { HostState, Link } from '../../../model/host-state.ts';
import { linkNamed } from '../../../model/links.ts';
import type { InterfaceName } from '../../../model/names.ts';
import type { FileStep } from '../../../model/plan.ts';
import { replaceFile } from '../../../model/replace-file.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { markWarnings } from '../../other-writers/marks.ts';
import { familySettings } from './profiles/addressing.ts';
import { pathOf } from './profiles/folders.ts';
import { portIfcfg } from './ifcfg-rh/writing/files.ts';
import { bridgeProfile, configOf, profileFor } from './profiles/owner.ts';
import { newPortText, portText } from './contents/port-keyfile.ts';
import { portProfileOf, portsOf } from './profiles/ports.ts';
import { named, requireProfile, type UsableProfile } from './guards/requirements.ts';
import { outrank } from './guards/rivals.ts';
import { uuidFrom } from './contents/uuid.ts';

interface PlannedPort {
  readonly name: InterfaceName;
  /** Of its profile. */
  readonly uuid: string;
  readonly steps: readonly FileStep[];
  readonly warnings: readonly string[];
}

/** Throws AgentError: Exists where the profiles have a further port that was not asked for, and see planPort. */
export function planPortFiles(request: CreateBridgeRequest, state: HostState): readonly PlannedPort[] {
  refuseOthers(request, state);
  return request.ports.map((name) => planPort(name, { ...request, interface: name }, state));
}

/** A port that is left out is not taken away: what hangs on it would be cut off by a call that creates a bridge. */
function refuseOthers({ bridge, interface: uplink, ports }: CreateBridgeRequest, state: HostState): void {
  const others = portsOf(bridge, state).filter((name) => name !== uplink && !ports.some((port) => port === name));
  if (bridgeProfile(bridge, state) === undefined || others.length === 0) return;
  const [which, them] = others.length === 1 ? ['port', 'it'] : ['ports', 'them'];
  throw new AgentError(
    'Exists',
    `bridge '${bridge}' exists already, and has the further ${which} ${listOf(others.map(quoted))}; name ${them} in 'ports', or delete the bridge first`,
  );
}

/**
 * Throws AgentError: Conflict for a profile or a card with addresses of its own, Exists where its file's place is taken, and see
 * requireProfile and outrank. @param asked with the port for its interface.
 */
function planPort(name: InterfaceName, asked: CreateBridgeRequest, state: HostState): PlannedPort {
  const { bridge } = asked;
  const there = portProfileOf(name, bridge, state);
  if (there !== undefined) return { name, uuid: there.profile.uuid, steps: [], warnings: [] };
  const link = state.live ? linkNamed(name, state.links) : undefined;
  refuseAddressed(name, link);
  if (profileFor(name, state) === undefined) return newPort(name, asked, link, state);
  const card = requireProfile(name, state);
  refuseAddresses(name, card);
  return card.profile.origin === 'memory' ? savedPort(name, asked, card, state) : changedPort(name, asked, card, state);
}

/** Also where only the next boot makes it a port: a card that is in use is not given away. */
function refuseAddressed(name: string, link: Link | undefined): void {
  const own = link?.addresses.filter(({ scope }) => scope !== 'link') ?? [];
  if (own.length === 0) return;
  throw new AgentError(
    'Conflict',
    `interface '${name}' has ${listOf(own.map(({ address, prefix }) => `'${address}/${prefix}'`))}, which a port cannot have; take them off it first, or leave it out of 'ports'`,
  );
}

/** One with DHCP has none as long as no server answers. */
function refuseAddresses(name: string, { profile, settings }: UsableProfile): void {
  const families = ([4, 6] as const).map((family) => familySettings(profile.id, family, settings.keyfile));
  if (families.every(({ addresses, gateway }) => addresses.length === 0 && gateway === undefined)) return;
  throw new AgentError(
    'Conflict',
    `${named(profile)} gives interface '${name}' addresses of its own, which a port cannot have; remove them first, or leave it out of 'ports'`,
  );
}

function newPort(
  name: InterfaceName,
  asked: CreateBridgeRequest,
  link: Link | undefined,
  state: HostState,
): PlannedPort {
  if (![undefined, 'veth'].includes(link?.kind)) {
    throw new AgentError(
      'Unsupported',
      `no profile says how the next boot makes interface '${name}'; write one first, without addresses`,
    );
  }
  const uuid = uuidFrom(`port ${name} of ${asked.bridge}`);
  const mtu = asked.mtu ?? (link === undefined || link.mtu === 1500 ? undefined : link.mtu);
  return { name, uuid, steps: written(name, asked, newPortText(asked, uuid, mtu), state), warnings: [] };
}

/** NetworkManager has it in memory alone, and makes it up again once the file is gone. */
function savedPort(
  name: InterfaceName,
  asked: CreateBridgeRequest,
  card: UsableProfile,
  state: HostState,
): PlannedPort {
  const uuid = uuidFrom(`port of ${asked.bridge} over ${card.profile.uuid}`);
  const text = portText(asked, card, { priority: undefined, uuid });
  return { name, uuid, steps: written(name, asked, text, state), warnings: [] };
}

function written(name: string, { bridge }: CreateBridgeRequest, text: string, state: HostState): readonly FileStep[] {
  const path = pathOf(name);
  if (configOf(state).profiles.some(({ file }) => file.path === path)) {
    throw new AgentError('Exists', `the file '${path}' is there already; move it away first`);
  }
  return replaceFile(`write a profile for '${name}', a port of '${bridge}'`, noFile(path, 0o600), text);
}

function changedPort(
  name: InterfaceName,
  asked: CreateBridgeRequest,
  card: UsableProfile,
  state: HostState,
): PlannedPort {
  const { file, id, uuid, origin } = card.profile;
  const { priority, warnings } = outrank(name, card, state);
  const text = (origin === 'ifcfg' ? portIfcfg : portText)(asked, card, { priority, uuid: undefined });
  const title = `change the profile ${quoted(id)}: interface '${name}' becomes a port of '${asked.bridge}'`;
  return {
    name,
    uuid,
    steps: replaceFile(title, file, text),
    warnings: [...warnings, ...markWarnings(file, state.cloudInit)],
  };
}
