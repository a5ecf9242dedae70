/** How network-scripts have an interface back from its bridge, and NetworkManager what was taken off it. */
import type { HostState } from '../../../model/host-state.ts';
import type { Intent } from '../../../model/intent.ts';
import { creationsOf } from '../../../model/originals.ts';
import type { FileStep } from '../../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../../model/requests.ts';
import type { Transaction } from '../../../model/transaction.ts';
import { uplinkOf } from '../../../model/uplink.ts';
import type { BackendDeletion, HostContext } from '../../interfaces/network-backend.ts';
import { planDeleteFiles } from './delete-files.ts';
import type { SavedFiles } from './files/saved-files.ts';
import { isInterfaceFileName, scriptsFolder } from './files/boot-files.ts';
import { parseIfcfg } from '../ifcfg/parse.ts';
import { intentOfFile } from './contents/intent.ts';
import { planDeleteNetworkManager } from './networkmanager/delete.ts';
import { byRestart } from './restart.ts';

/** Throws AgentError, see planDeleteFiles and planDeleteNetworkManager; Conflict for a bridge with several uplinks or none. */
export function planDelete(request: DeleteBridgeRequest, context: HostContext): BackendDeletion {
  const { state, history } = context;
  const creations = creationsOf(request.bridge, history);
  const saved = creations.length === 0 ? undefined : savedFiles(creations);
  const { steps, interfaces } = planDeleteFiles(request.bridge, state, saved);
  const bridge = state.links.find((link) => link.name === request.bridge && link.bridge !== undefined);
  const uplink = (bridge && uplinkOf(bridge, interfaces, state))?.name ?? interfaces[0];
  const networkManager = planDeleteNetworkManager(request, uplink, context);
  const files = { before: steps, after: [] };
  const isNow = bridge !== undefined && request.activate !== 'boot';
  return {
    before: [...networkManager.before, ...steps],
    after: networkManager.after,
    links: !isNow ? 'none' : request.activate === 'restart' ? 'service' : 'batch',
    // The old files take the bridge down, the new ones bring the uplink up.
    byRestart: (inner) => byRestart([networkManager, files, ...inner], 'stop', state),
    intent: uplink === undefined ? undefined : intentOfUplink(uplink, steps, state),
    already: steps.length === 0,
    interfaces,
  };
}

/** What the files were before the first of the changes, and what the last made of them. @param creations newest first. */
function savedFiles(creations: readonly Transaction[]): SavedFiles {
  const steps = creations.toReversed().flatMap(({ plan }) => plan.filter((step) => step.kind === 'file'));
  return steps.reduce<SavedFiles>((saved, { path, before, after }) => {
    const first = saved.get(path);
    return new Map([...saved, [path, { before: first === undefined ? before : first.before, after }]]);
  }, new Map());
}

/** The first file that is left is the interface's; undefined where none is. */
function intentOfUplink(uplink: string, steps: readonly FileStep[], state: HostState): Intent | undefined {
  const text = steps.find(
    ({ path, after }) => after !== null && isInterfaceFileName(path.slice(scriptsFolder.length + 1)),
  )?.after;
  return text == null ? undefined : intentOfFile(parseIfcfg(`ifcfg-${uplink}`, text), uplink, state);
}
