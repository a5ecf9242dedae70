/** What was built on a change since it was kept: that has to go first. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState } from '../../model/host-state.ts';
import { keptStepsOf } from '../../model/originals.ts';
import type { FileStep, Step } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { touchedBy } from '../../transactions/steps/steps.ts';
import { zonesFolder } from '../../backends/firewalld/zone-file.ts';
import { guestsOn } from '../../backends/libvirt/guest-interfaces.ts';
import { networkBackends } from '../../backends/network/backends.ts';
import { otherBridges } from '../bridges/other-bridges.ts';

/** Throws AgentError(Conflict) that names the newest of them. @param history newest first. */
export function refuseLaterChanges(transaction: Transaction, state: HostState, history: readonly Transaction[]): void {
  const later = history.filter((one) => one.state === 'committed' && one.time > transaction.time);
  const needed = thingsChangedBy(transaction).filter((thing) => !isBack(thing, transaction, later));
  const first = later.find((one) => buildsOn(one, needed, state) || sharesWith(one, transaction, state, later));
  if (first === undefined) return;
  throw new AgentError(
    'Conflict',
    `transaction '${transaction.id}' cannot be rolled back before '${first.id}', a later ${first.operation} for '${first.bridge}' that builds on it; roll that back first`,
  );
}

function buildsOn(later: Transaction, changed: readonly string[], state: HostState): boolean {
  return [...thingsChangedBy(later), ...thingsUsedBy(later, state)].some((thing) => changed.includes(thing));
}

/** Whether it is a file that later changes have left as this one had: a bridge's section came into the drop-in and went again. */
function isBack(thing: string, { plan }: Transaction, later: readonly Transaction[]): boolean {
  const isOfFile = (step: Step): step is FileStep => step.kind === 'file' && touchedBy(step).includes(thing);
  const left = plan.filter(isOfFile).at(-1);
  const now = keptStepsOf('file', later).find(isOfFile);
  return left !== undefined && now?.after === left.after;
}

/** Files, devices, rules and the like, each by a name of its own. */
function thingsChangedBy({ operation, bridge, interface: uplink, plan }: Transaction): readonly string[] {
  const own = operation === 'CreateBridge' || operation === 'DeleteBridge' ? [device(bridge), device(uplink)] : [];
  return [...own, ...plan.flatMap(touchedBy)];
}

function device(name: string): string {
  return `device ${name}`;
}

/** A guest that has left the bridge since does not need it any more. */
function thingsUsedBy({ operation, bridge, plan }: Transaction, state: HostState): readonly string[] {
  if (operation === 'SetBridgedTraffic' || operation === 'RepairBridge') return [device(bridge)];
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

/** Where each device has files, or lines, of its own. */
const ownFolders = [...networkBackends.flatMap(({ writtenFolders }) => writtenFolders), zonesFolder];

function isShared(step: Step): boolean {
  if (step.kind === 'file') return !ownFolders.some((folder) => step.path.startsWith(`${folder}/`));
  return (
    ['sysctl', 'firewall-rule', 'firewall-save'].includes(step.kind) ||
    touchedBy(step)[0]?.startsWith('service ') === true
  );
}
