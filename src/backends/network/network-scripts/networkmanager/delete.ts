/** How NetworkManager gets back what was taken off it. */
import type { HostState } from '../../../../model/host-state.ts';
import type { ServiceAction, ServiceStep } from '../../../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../../../model/requests.ts';
import type { Transaction } from '../../../../model/transaction.ts';
import type { StepGroup } from '../../../../model/step-group.ts';
import { keptStepsOf } from '../../../../model/originals.ts';
import type { HostContext } from '../../../interfaces/network-backend.ts';
import { removeDropIn } from './drop-in.ts';
import { atBoot, start, stop } from '../../../services/steps.ts';

/**
 * The interface, where it was released for this bridge; NetworkManager itself with the last of the bridges, where it was
 * disabled. @param uplink undefined where it is not known. Throws AgentError(Unsupported), see stop.
 */
export function planDeleteNetworkManager(
  request: DeleteBridgeRequest,
  uplink: string | undefined,
  { state, history, others }: HostContext,
): StepGroup {
  const file = removeDropIn(request.bridge, uplink ?? request.bridge, state);
  const off = others.length === 0 ? enable(request, state, history) : [];
  const released = state.networkManager.status === 'running' && request.activate !== 'boot' && file.length > 0;
  return {
    before: [...(released ? [stop(state)] : []), ...file],
    after: [...off, ...(released ? [start(uplink === undefined ? '' : `, which manages '${uplink}' again`)] : [])],
  };
}

/** What we turned off comes on again, and the other way round, unless that was done since. */
function enable(
  request: DeleteBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): readonly ServiceStep[] {
  const last = (service: string, ...actions: readonly ServiceAction[]) =>
    keptStepsOf('service', history).find((step) => step.service === service && actions.includes(step.apply));
  const undoes = (service: string, apply: ServiceAction, undo: ServiceAction): boolean => {
    const step = last(service, apply, undo);
    return step?.apply === apply && step.undo === undo;
  };
  const { networkManager, atBoot: now } = state;
  const stopped = last('NetworkManager', 'stop', 'start')?.apply === 'stop' && networkManager.status === 'stopped';
  return [
    // Where the host does not say, it is as we left it.
    ...(undoes('network', 'enable', 'disable') && ['enabled', 'unknown'].includes(now.network)
      ? atBoot('network', 'enabled', 'disabled')
      : []),
    ...(undoes('NetworkManager', 'disable', 'enable') && now.NetworkManager === 'disabled'
      ? atBoot('NetworkManager', now.NetworkManager, 'enabled')
      : []),
    ...(stopped && request.activate !== 'boot' ? [start(' again')] : []),
  ];
}
