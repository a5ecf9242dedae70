/** How network-scripts come to have a bridge, with NetworkManager out of the way. */
import type { HostState } from '../../../model/host-state.ts';
import type { Intent } from '../../../model/intent.ts';
import type { FileStep } from '../../../model/plan.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { nothing, warningsOf, type StepGroup } from '../../../model/step-group.ts';
import type { AspectContext } from '../../interfaces/aspect.ts';
import type { BackendPlan } from '../../interfaces/network-backend.ts';
import { refuseBondPorts } from './guards/bond-ports.ts';
import { requireReader } from './guards/boot-reader.ts';
import { planCreateFiles, type PlannedFiles } from './create-files.ts';
import { planEnableService } from './enable-service.ts';
import { parseIfcfg } from '../ifcfg/parse.ts';
import { intentOf, intentOfFile } from './contents/intent.ts';
import { planCreateNetworkManager } from './networkmanager/create.ts';
import { planPortFiles } from './port-files.ts';
import { byRestart } from './restart.ts';

/** Throws AgentError, see planCreateFiles and planStarters. */
export function planCreate(request: CreateBridgeRequest, context: AspectContext): BackendPlan {
  const { state, uplink } = context;
  const planned = planCreateFiles(request, state);
  const ports = planPortFiles(request, state);
  const files = { before: [...planned.steps, ...ports.steps], after: [] };
  const starters = planStarters(request, context, files.before);
  return {
    before: [...starters.before, ...files.before],
    after: starters.after,
    warnings: warningsOf([starters, { ...files, warnings: [...(planned.warnings ?? []), ...ports.warnings] }]),
    links: uplink === undefined ? 'none' : request.activate === 'restart' ? 'service' : 'batch',
    // The network service reads the files as it starts.
    byRestart: (inner) => byRestart([starters, files, ...inner], 'nothing', state),
    intent: intentOfBridge(request.bridge, planned, state),
    already: planned.steps.length === 0,
  };
}

/**
 * Who starts the files at boot, and who is kept off them: settled before they change, and by an undo given back after they
 * are as they were. Throws AgentError, see requireReader and planCreateNetworkManager.
 */
function planStarters(request: CreateBridgeRequest, context: AspectContext, steps: readonly FileStep[]): StepGroup {
  const { state, uplink } = context;
  const isNew = uplink !== undefined || steps.length > 0;
  // What NetworkManager has to say advises other options, which do not help where nothing reads the files.
  if (isNew) {
    requireReader(request, state);
    for (const name of [request.interface, ...request.ports]) refuseBondPorts({ ...request, interface: name }, state);
  }
  const { before, after } = planCreateNetworkManager(request, context);
  const isWanted = isNew || before.length > 0 || request.networkmanager === 'disable';
  const service = isWanted ? planEnableService(request, state) : nothing;
  return { ...service, before: [...before, ...service.before], after };
}

function intentOfBridge(bridge: string, { steps }: PlannedFiles, state: HostState): Intent | undefined {
  const name = `ifcfg-${bridge}`;
  const text = steps.find(({ path }) => path.endsWith(`/${name}`))?.after;
  return text == null ? intentOf(bridge, state) : intentOfFile(parseIfcfg(name, text), bridge, state);
}
