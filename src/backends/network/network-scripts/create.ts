/** How network-scripts come to have a bridge, with NetworkManager out of the way. */
import type { HostState } from '../../../model/host-state.ts';
import type { Intent } from '../../../model/intent.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { nothing } from '../../../model/step-group.ts';
import type { AspectContext } from '../../aspect.ts';
import type { BackendPlan } from '../backend.ts';
import { requireReader } from './boot-reader.ts';
import { planCreateFiles, type PlannedFiles } from './create-files.ts';
import { planEnableService } from './enable-service.ts';
import { parseIfcfg } from './ifcfg/parse.ts';
import { intentOf, intentOfFile } from './intent.ts';
import { planCreateNetworkManager } from './networkmanager/create.ts';
import { byRestart } from './restart.ts';

/** Throws AgentError, see planCreateFiles, requireReader and planCreateNetworkManager. */
export function planCreate(request: CreateBridgeRequest, context: AspectContext): BackendPlan {
  const { state, uplink } = context;
  const planned = planCreateFiles(request, state);
  const files = { before: planned.steps, after: [] };
  // What NetworkManager has to say advises other options, which do not help where nothing reads the files.
  if (uplink !== undefined || planned.steps.length > 0) requireReader(request, state);
  const networkManager = planCreateNetworkManager(request, context);
  const changes = uplink !== undefined || planned.steps.length + networkManager.before.length > 0;
  const service = changes || request.networkmanager === 'disable' ? planEnableService(request, state) : nothing;
  // What starts the files at boot is there before they are, and stays until an undo has taken them away.
  const starters = { before: [...networkManager.before, ...service.before], after: networkManager.after };
  return {
    before: [...starters.before, ...planned.steps],
    after: starters.after,
    warnings: service.warnings ?? [],
    links: uplink === undefined ? 'none' : request.activate === 'restart' ? 'service' : 'batch',
    // The network service reads the files as it starts.
    byRestart: (inner) => byRestart([starters, files, ...inner], 'nothing', state),
    intent: intentOfBridge(request.bridge, planned, state),
    already: planned.steps.length === 0,
  };
}

function intentOfBridge(bridge: string, { steps }: PlannedFiles, state: HostState): Intent | undefined {
  const name = `ifcfg-${bridge}`;
  const text = steps.find(({ path }) => path.endsWith(`/${name}`))?.after;
  return text == null ? intentOf(bridge, state) : intentOfFile(parseIfcfg(name, text), bridge, state);
}
