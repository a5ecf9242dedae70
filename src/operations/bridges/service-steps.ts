/** The steps that have the host's own network service do the work. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState } from '../../model/host-state.ts';
import type { ServiceStep } from '../../model/plan.ts';

/** Throws AgentError(Unsupported) where nothing would read the files if it were restarted. */
export function requireNetworkService(state: HostState): void {
  if (state.networkService !== 'absent') return;
  throw new AgentError(
    'Unsupported',
    "there is no service 'network' on this host that could be restarted; use activate 'live'",
  );
}

/**
 * Before the files change. @param apply `stop` where the service must read the old files to end what they began.
 * @param later the number of the step that must have begun if undoing this one is to start the network again.
 */
export function networkDown(apply: 'stop' | 'nothing', later: number): ServiceStep {
  const title =
    apply === 'stop' ? 'stop the network service' : 'remember to start the network service if this is undone';
  // Undone last, when the old files are back.
  return {
    kind: 'service',
    title,
    service: 'network',
    apply,
    undo: 'start',
    undoIfBegun: apply === 'stop' ? 0 : later,
  };
}

/** After the files have changed. Undone first, while the service can still read what it has to take down. */
export function networkRestart(apply: 'restart' | 'start'): ServiceStep {
  return { kind: 'service', title: `${apply} the network service`, service: 'network', apply, undo: 'stop' };
}
