/** How a card has its profile back from its bridge, as gently as it gave it. */
import type { HostState, Link } from '../../../model/host-state.ts';
import type { Intent } from '../../../model/intent.ts';
import { linkNamed } from '../../../model/links.ts';
import type { Step } from '../../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../../model/requests.ts';
import { uplinkOf } from '../../../model/uplink.ts';
import type { BackendDeletion, HostContext } from '../../interfaces/network-backend.ts';
import { withoutThese } from '../addresses/lists.ts';
import { start, stop } from '../../services/steps.ts';
import { planDeleteFiles, type DeletedFiles } from './delete-files.ts';
import { ignoredWarnings, ignoresIpv6 } from './contents/ignored-ipv6.ts';
import { intentOf, intentOfSettings } from './profiles/intent.ts';
import { parseKeyfile } from './keyfile/keyfile.ts';
import { requireTakenOver } from './guards/managing.ts';
import { bridgeProfile } from './profiles/owner.ts';
import { portsOf, uplinkOf as lenderOf } from './profiles/ports.ts';
import { settingsOfKeyfile } from './profiles/profile.ts';
import { byActivation } from './daemon/restart.ts';
import { stateStep } from './daemon/state-steps.ts';
import { refuseStopping, stoppingWarnings } from './daemon/stopping.ts';
import { isMade } from './profiles/uplink-types.ts';

/**
 * Throws AgentError, see planDeleteFiles, refuseStopping, requireTakenOver, byActivation and withoutIpv6; Conflict for a bridge with
 * several uplinks.
 */
export function planDelete(request: DeleteBridgeRequest, { state, history }: HostContext): BackendDeletion {
  const bridge = state.links.find(({ name, bridge: details }) => name === request.bridge && details !== undefined);
  const interfaces = interfacesOf(request.bridge, state);
  const uplink = (bridge && uplinkOf(bridge, interfaces, state))?.name ?? interfaces[0];
  const files = planDeleteFiles(request.bridge, uplink, state, history);
  const now = bridge !== undefined && request.activate !== 'boot';
  const live = now && request.activate === 'live';
  if (live) refuseStopping(state);
  if (live) requireTakenOver(request.bridge, uplink, state);
  return {
    before: [...(live ? [stop(state), ...forUndo(request.bridge, files)] : []), ...files.steps],
    after: live ? released(uplink, files, state) : [],
    warnings: [
      ...(live ? stoppingWarnings(state) : []),
      ...(now || files.steps.length === 0 ? [] : [later(request.bridge)]),
      ...(live ? withoutIpv6(uplink ?? '', bridge, files, state) : []),
    ],
    links: live ? 'batch' : now ? 'service' : 'none',
    byRestart: (inner) =>
      byActivation(files.steps, inner, { before: files.uuids.bridge, after: files.uuids.card }, state),
    intent: intentAfter(files),
    already: files.steps.length === 0,
    interfaces,
  };
}

/** The interfaces that the profiles put behind it, first the one that lent it its hardware address; none where nothing configures it. */
function interfacesOf(bridge: string, state: HostState): readonly string[] {
  const ports = portsOf(bridge, state);
  const first = bridgeProfile(bridge, state) === undefined && ports.length === 0 ? undefined : lenderOf(bridge, state);
  return [...new Set([...(first === undefined ? [] : [first]), ...ports])];
}

/** An undo makes the bridge again, with another index, by which NetworkManager knows it as it starts. */
function forUndo(bridge: string, { uuids }: DeletedFiles): readonly Step[] {
  return uuids.bridge === undefined ? [] : [{ ...stateStep(bridge, uuids.bridge, true), when: 'undo' }];
}

function released(uplink: string | undefined, { uuids }: DeletedFiles, { links }: HostState): readonly Step[] {
  if (uplink === undefined || uuids.card === undefined) return [start(' again')];
  const owned = isMade(linkNamed(uplink, links));
  return [stateStep(uplink, uuids.card, owned), start(`, which takes '${uplink}' over as it is`)];
}

/** The bridge's own addresses end with its profile. Throws AgentError(Conflict), see ignoredWarnings. */
function withoutIpv6(
  device: string,
  bridge: Link,
  { cardText, cardName }: DeletedFiles,
  state: HostState,
): readonly string[] {
  const keyfile = cardText === undefined ? undefined : parseKeyfile(cardText);
  if (keyfile === undefined || !ignoresIpv6(keyfile)) return [];
  const written = intentOf(bridge.name, state)?.addresses ?? [];
  const others = bridge.addresses.filter((one) => withoutThese([one], written).length > 0);
  return ignoredWarnings(cardName, device, others);
}

function later(bridge: string): string {
  return `NetworkManager reads its profiles at its next start; until then bridge '${bridge}' stays as it is`;
}

function intentAfter({ cardText, cardName }: DeletedFiles): Intent | undefined {
  const keyfile = cardText === undefined ? undefined : parseKeyfile(cardText);
  return keyfile && intentOfSettings(cardName, settingsOfKeyfile(keyfile));
}
