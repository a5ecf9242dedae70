/** How a card has its profile back from its bridge, as gently as it gave it. */
import type { Intent } from '../../../model/intent.ts';
import type { Step } from '../../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../../model/requests.ts';
import { uplinkOf } from '../../../model/uplink.ts';
import type { BackendDeletion, HostContext } from '../../interfaces/network-backend.ts';
import { start, stop } from '../network-scripts/networkmanager/service-steps.ts';
import { planDeleteFiles, type DeletedFiles } from './delete-files.ts';
import { intentOfSettings } from './intent.ts';
import { parseKeyfile } from './keyfile/keyfile.ts';
import { requireTakenOver } from './managing.ts';
import { settingsOfKeyfile } from './profile.ts';
import { byActivation } from './restart.ts';
import { stateStep } from './state-steps.ts';
import { refuseStopping } from './stopping.ts';

/** Throws AgentError, see planDeleteFiles, refuseStopping, requireTakenOver and byActivation; Conflict for a bridge with several uplinks. */
export function planDelete(request: DeleteBridgeRequest, { state, history }: HostContext): BackendDeletion {
  const files = planDeleteFiles(request.bridge, state, history);
  const bridge = state.links.find(({ name, bridge: details }) => name === request.bridge && details !== undefined);
  const interfaces = files.interface === undefined ? [] : [files.interface];
  const uplink = (bridge && uplinkOf(bridge, interfaces, state))?.name ?? files.interface;
  const now = bridge !== undefined && request.activate !== 'boot';
  const live = now && request.activate === 'live';
  if (live) refuseStopping(state);
  if (live) requireTakenOver(request.bridge, uplink, state);
  return {
    before: [...(live ? [stop(state), ...forUndo(request.bridge, files)] : []), ...files.steps],
    after: live ? released(uplink, files) : [],
    warnings: now || files.steps.length === 0 ? [] : [later(request.bridge)],
    links: live ? 'batch' : now ? 'service' : 'none',
    byRestart: (inner) =>
      byActivation(files.steps, inner, { before: files.uuids.bridge, after: files.uuids.card }, state),
    intent: intentAfter(files),
    already: files.steps.length === 0,
    interfaces,
    ownClient: true,
  };
}

/** An undo makes the bridge again, with another index, by which NetworkManager knows it as it starts. */
function forUndo(bridge: string, { uuids }: DeletedFiles): readonly Step[] {
  return uuids.bridge === undefined ? [] : [{ ...stateStep(bridge, uuids.bridge, true), when: 'undo' }];
}

function released(uplink: string | undefined, { uuids }: DeletedFiles): readonly Step[] {
  if (uplink === undefined || uuids.card === undefined) return [start(' again')];
  return [stateStep(uplink, uuids.card, false), start(`, which takes '${uplink}' over as it is`)];
}

function later(bridge: string): string {
  return `NetworkManager reads its profiles at its next start; until then bridge '${bridge}' stays as it is`;
}

function intentAfter({ cardText, cardName }: DeletedFiles): Intent | undefined {
  const keyfile = cardText === undefined ? undefined : parseKeyfile(cardText);
  return keyfile && intentOfSettings(cardName, settingsOfKeyfile(keyfile));
}
