/** How network-scripts come to have a bridge, with NetworkManager out of the way. */
import type { HostState } from '../../../model/host-state.ts';
import type { Intent } from '../../../model/intent.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import type { AspectContext } from '../../aspect.ts';
import type { BackendPlan } from '../backend.ts';
import { planCreateFiles, type PlannedFiles } from './create-files.ts';
import { parseIfcfg } from './ifcfg/parse.ts';
import { intentOf, intentOfFile } from './intent.ts';
import { planCreateNetworkManager } from './networkmanager/create.ts';
import { byRestart } from './restart.ts';

/** Throws AgentError, see planCreateFiles and planCreateNetworkManager. */
export function planCreate(request: CreateBridgeRequest, context: AspectContext): BackendPlan {
  const { state, uplink } = context;
  const planned = planCreateFiles(request, state);
  const files = { before: planned.steps, after: [] };
  const networkManager = planCreateNetworkManager(request, context);
  return {
    before: [...networkManager.before, ...planned.steps],
    after: networkManager.after,
    links: uplink === undefined ? 'none' : request.activate === 'restart' ? 'service' : 'batch',
    // The network service reads the files as it starts.
    byRestart: (inner) => byRestart([networkManager, files, ...inner], 'nothing', state),
    intent: intentOfBridge(request.bridge, planned, state),
    already: planned.steps.length === 0,
  };
}

function intentOfBridge(bridge: string, { steps }: PlannedFiles, state: HostState): Intent | undefined {
  const name = `ifcfg-${bridge}`;
  const text = steps.find(({ path }) => path.endsWith(`/${name}`))?.after;
  return text == null ? intentOf(bridge, state) : intentOfFile(parseIfcfg(name, text), bridge, state);
}
