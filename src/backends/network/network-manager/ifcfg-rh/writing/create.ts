/** The ifcfg files that have NetworkManager's plugin put a card behind a bridge at every boot. */
import { AgentError } from '../../../../../contract/errors.ts';
import { quoted } from '../../../../../contract/quoted.ts';
import type { HostState } from '../../../../../model/host-state.ts';
import { linkNamed } from '../../../../../model/links.ts';
import { newFile, replaceFile } from '../../../../../model/replace-file.ts';
import type { CreateBridgeRequest } from '../../../../../model/requests.ts';
import { markWarnings } from '../../../../other-writers/marks.ts';
import { asKeyfile } from '../reading/as-keyfile.ts';
import { bridgeIfcfg, portIfcfg } from './files.ts';
import { moveRoutes, routeFilesOf } from './routes.ts';
import type { PlannedFiles } from '../../contents/planned-files.ts';
import type { UsableProfile } from '../../guards/requirements.ts';
import { outrank } from '../../guards/rivals.ts';
import { planSections } from '../../contents/sections.ts';
import { uuidFrom } from '../../contents/uuid.ts';

/** Throws AgentError: Exists, Refused, Conflict, Unsupported or NotFound, each with what to do. */
export function planIfcfgFiles(request: CreateBridgeRequest, card: UsableProfile, state: HostState): PlannedFiles {
  const { bridge, interface: device } = request;
  const { file, uuid } = card.profile;
  refuseTakenFile(bridge, state);
  const { sections, warnings } = planSections(request, card, state);
  const { priority, warnings: outranked } = outrank(device, card, state);
  const uuids = { bridge: uuidFrom(`bridge ${bridge} over ${uuid}`), port: uuid };
  const link = state.live ? linkNamed(device, state.links) : undefined;
  const target = newFile(`ifcfg-${bridge}`, file);
  const text = bridgeIfcfg(request, target.path, uuids.bridge, card, link, sections);
  const port = portIfcfg(request, card, { priority, uuid: undefined });
  return {
    steps: [
      ...replaceFile(`write ${quoted(target.name)} for NetworkManager`, target, text),
      ...replaceFile(`change ${quoted(file.name)}: interface '${device}' becomes a port of '${bridge}'`, file, port),
      ...routeSteps(request, card, state),
    ],
    warnings: [...warnings, ...outranked, ...routesLeft(request, card, state), ...markWarnings(file, state.cloudInit)],
    uuids,
    bridgeText: asKeyfile(target.path, text),
  };
}

/** Whether NetworkManager has loaded it or not. */
function refuseTakenFile(bridge: string, { network }: HostState): void {
  const names = [`ifcfg-${bridge}`, `route-${bridge}`, `route6-${bridge}`, `rule-${bridge}`, `rule6-${bridge}`];
  const taken = network['network-scripts']?.files.find(({ name }) => names.includes(name));
  if (taken === undefined) return;
  throw new AgentError('Exists', `the file ${quoted(taken.name)} is there already; move it away first`);
}

function nickOf({ profile }: UsableProfile): string {
  return profile.file.name.replace(/^ifcfg-/, '');
}

function routeSteps(request: CreateBridgeRequest, card: UsableProfile, state: HostState): PlannedFiles['steps'] {
  if (request.addressing !== 'keep') return [];
  const from = { device: request.interface, nick: nickOf(card) };
  return moveRoutes(from, { device: request.bridge, nick: request.bridge }, state);
}

/** A port's are not looked at, so that they can wait there for the bridge's end. */
function routesLeft({ addressing, bridge }: CreateBridgeRequest, card: UsableProfile, state: HostState): string[] {
  const files = addressing === 'keep' ? [] : routeFilesOf(nickOf(card), state);
  return files.map(
    ({ name }) =>
      `the routes of ${quoted(name)} are not kept for '${bridge}'; set them there with 'nmcli connection modify'`,
  );
}
