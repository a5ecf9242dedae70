/** The steps that have the host's own network service do the work. */
import { AgentError } from '../../../contract/errors.ts';
import { listOf } from '../../../contract/list-of.ts';
import type { HostState } from '../../../model/host-state.ts';
import type { Plan, ServiceStep } from '../../../model/plan.ts';
import { nest, nothing, type StepGroup } from '../../../model/step-group.ts';
import { configOf, isConfigured } from './files/config.ts';

/**
 * The plan that has the network service do the work. What is outermost, NetworkManager, stays outside: undone, it must not
 * start before the network has its old files again. @param down `stop` where the service must read the old files to end
 * what they began. Throws AgentError: Unsupported without this service, Busy where guests would be cut off.
 */
export function byRestart(
  [outermost = nothing, ...parts]: readonly StepGroup[],
  down: 'stop' | 'nothing',
  state: HostState,
): Plan {
  requireNetworkService(state);
  refuseRunningGuests(state);
  const [first, last] = [networkDown(down), networkRestart(down === 'stop' ? 'start' : 'restart')];
  const plan = nest([outermost, { before: [first], after: [] }, ...parts], [last]);
  // It is undone when the old files are back, if the network was touched at all.
  const undoIfBegun = plan.indexOf(down === 'stop' ? first : last);
  return plan.map((step) => (step === first ? { ...first, undoIfBegun } : step));
}

function requireNetworkService(state: HostState): void {
  if (configOf(state).service !== 'absent') return;
  throw new AgentError('Unsupported', "this host has no service 'network' to restart; use activate 'live'");
}

/** Before the files change. */
function networkDown(apply: 'stop' | 'nothing'): ServiceStep {
  const title = apply === 'stop' ? 'stop the network service' : 'start the network service (only on rollback)';
  return { kind: 'service', title, service: 'network', apply, undo: 'start' };
}

/** After the files have changed. Undone first, while the service can still read what it has to take down. */
function networkRestart(apply: 'restart' | 'start'): ServiceStep {
  return { kind: 'service', title: `${apply} the network service`, service: 'network', apply, undo: 'stop' };
}

/**
 * A restart of the network service takes down every bridge it knows, and its guests' taps with it. Throws
 * AgentError(Busy), naming them.
 */
export function refuseRunningGuests(state: HostState): void {
  const taps = state.links.filter(
    ({ kind, master }) => kind === 'tun' && master !== undefined && isConfigured(master, state),
  );
  if (taps.length === 0) return;
  const names = listOf(taps.map((tap) => `'${tap.name}' on '${tap.master ?? ''}'`));
  throw new AgentError(
    'Busy',
    `restarting the network service would cut off the guests of ${names}; stop them, or use activate 'live'`,
  );
}
