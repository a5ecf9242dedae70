/** The host's filters as they were before bridges came: what bridges share goes back with the last of them. */
import type { HostState } from '../../model/host-state.ts';
import type { Step } from '../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { AspectContext } from '../aspect.ts';
import { returnAccept } from './accept.ts';
import { returnBypass } from './bypass.ts';
import { returnSaved } from './return-saved.ts';

/** Throws AgentError(Conflict), see readableFile. */
export function planDeleteFirewall(
  { activate }: DeleteBridgeRequest,
  { state, history, others }: AspectContext,
): StepGroup {
  if (others.length > 0) return nothing;
  const live = state.live && activate !== 'boot';
  return { before: [...planDeleteAccept(live, state, history), ...returnBypass(live, state, history)], after: [] };
}

/** The saved rules go back byte for byte where they are as we saved them; else what is there now is saved again. */
export function planDeleteAccept(live: boolean, state: HostState, history: readonly Transaction[]): readonly Step[] {
  const files = returnSaved(state, history);
  const steps = returnAccept(live, state, history);
  return files === undefined ? steps : [...steps.filter(({ kind }) => kind !== 'firewall-save'), ...files];
}
