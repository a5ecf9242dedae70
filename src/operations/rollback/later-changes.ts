/** What was built on a change since it was kept: that has to go first. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState } from '../../model/host-state.ts';
import type { Step } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { touchedBy } from '../../transactions/steps/steps.ts';
import { guestsOn } from '../../backends/libvirt/guest-interfaces.ts';
import { networkBackends } from '../../backends/network/backends.ts';
import { otherBridges } from '../bridges/other-bridges.ts';

/** Throws AgentError(Conflict) that names the newest of them. @param history newest first. */
export function refuseLaterChanges(transaction: Transaction, state: HostState, history: readonly Transaction[]): void {
  const later = history.filter((one) => one.state === 'committed' && one.time > transaction.time);
  const first = later.find((one) => buildsOn(one, transaction, state) || sharesWith(one, transaction, state, later));
  if (first === undefined) return;
  throw new AgentError(
    'Conflict',
    `transaction '${transaction.id}' cannot be rolled back before '${first.id}', a later ${first.operation} for '${first.bridge}' that builds on it; roll that back first`,
  );
}

function buildsOn(later: Transaction, earlier: Transaction, state: HostState): boolean {
  const changed = thingsChangedBy(earlier);
  const needed = [...thingsChangedBy(later), ...thingsUsedBy(later, state)];
  return needed.some((thing) => changed.has(thing));
}

/** Files, devices, rules and the like, each by a name of its own. */
function thingsChangedBy({ operation, bridge, interface: uplink, plan }: Transaction): ReadonlySet<string> {
  const own = operation === 'CreateBridge' || operation === 'DeleteBridge' ? [device(bridge), device(uplink)] : [];
  return new Set([...own, ...plan.flatMap(touchedBy)]);
}

function device(name: string): string {
  return `device ${name}`;
}

/** A guest that has left the bridge since does not need it any more. */
function thingsUsedBy({ operation, bridge, plan }: Transaction, state: HostState): readonly string[] {
  if (operation === 'SetBridgedTraffic') return [device(bridge)];
  if (operation !== 'AttachGuest') return [];
  const attached = guestsOn(bridge, state).map(({ uuid }) => uuid);
  return plan.some((step) => step.kind === 'guest-interface' && attached.includes(step.guest)) ? [device(bridge)] : [];
}

/** A bridge that was made later found what they share in its place, and has no step of its own for it. */
function sharesWith(
  later: Transaction,
  earlier: Transaction,
  state: HostState,
  history: readonly Transaction[],
): boolean {
  if (earlier.operation === 'DeleteBridge' || !earlier.plan.some(isShared)) return false;
  return otherBridges(earlier.bridge, state, history).includes(later.bridge);
}

/** Where each device has files of its own. */
const ownFolders = networkBackends.flatMap(({ writtenFolders }) => writtenFolders);

function isShared(step: Step): boolean {
  if (step.kind === 'file') return !ownFolders.some((folder) => step.path.startsWith(`${folder}/`));
  return (
    ['sysctl', 'firewall-rule', 'firewall-save'].includes(step.kind) ||
    touchedBy(step)[0]?.startsWith('service ') === true
  );
}
