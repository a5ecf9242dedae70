/** The interface has a zone of its own again, and the bridge's goes with the bridge. */
import { AgentError } from '../../contract/errors.ts';
import { zoneInFiles, zoneNow } from '../../model/firewalld.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { keptStepsAt, keptStepsOf } from '../../model/originals.ts';
import type { FileStep, FirewalldZoneStep } from '../../model/plan.ts';
import { replaceFile } from '../../model/replace-file.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { lastingZone } from './lasting-zone.ts';
import { interfacesIn, withoutInterface } from './zone-file.ts';

/** Throws AgentError(CommandFailed) where firewalld does not say where the bridge is. */
export function planDeleteFirewalld(
  request: DeleteBridgeRequest,
  { state, history, uplink }: AspectContext,
): StepGroup {
  const { bridge } = request;
  if (state.firewalld.status === 'absent') return nothing;
  const files = fileSteps(bridge, state, history);
  if (uplink === undefined || state.firewalld.status === 'stopped') return { before: files, after: [] };
  if (state.firewalld.status === 'silent') return { before: files, after: [], warnings: [silence(request)] };
  return {
    before: [...returned(bridge, uplink, state), ...files],
    after: takenOut(bridge, state, history),
    warnings: otherRules(bridge, uplink, state),
  };
}

/** @returns what a caller with a way back is told. */
function silence({ bridge, confirmWithin }: DeleteBridgeRequest): string {
  const what = `firewalld does not say which zone '${bridge}' is in`;
  if (confirmWithin > 0) return `${what}, so it stays there until firewalld starts again`;
  throw new AgentError(
    'CommandFailed',
    `${what}, and would keep it there; see 'systemctl status firewalld', or use 'confirm-within'`,
  );
}

/** An interface in no zone, as each port is after a boot, is in the bridge's: the host goes on meeting the same rules. */
function returned(bridge: string, { name }: Link, state: HostState): FirewalldZoneStep[] {
  const { firewalld } = state;
  const zone = zoneNow(bridge, firewalld);
  if (ownZone(name, state) !== undefined || zoneNow(name, firewalld) === zone) return [];
  const title = `put '${name}' into firewalld's zone '${zone}', where '${bridge}' is`;
  const before = firewalld.bound[name] ?? '';
  return [{ kind: 'firewalld-zone', title, interface: name, before, after: zone }];
}

/**
 * NetworkManager puts each port into the default zone (NetworkManager: nm-device.c, fw_change_zone), and the interface into the zone
 * that its profile asks for only once that is active again.
 */
function ownZone(name: string, { firewalld, networkManager }: HostState): string | undefined {
  const zone = firewalld.bound[name];
  const isPorts = networkManager.devices[name] === 'managed' && zone === firewalld.defaultZone;
  return isPorts && zoneInFiles(name, firewalld) === undefined ? undefined : zone;
}

function otherRules(bridge: string, { name }: Link, state: HostState): readonly string[] {
  const { firewalld } = state;
  const own = ownZone(name, state);
  const zone = zoneNow(bridge, firewalld);
  if (own === undefined || own === zone) return [];
  return [
    `firewalld has '${name}' in zone '${own}' and '${bridge}' in '${zone}': the host meets the rules of '${own}' again`,
  ];
}

/** Only from the zone into which we or the boot put it. */
function takenOut(bridge: string, state: HostState, history: readonly Transaction[]): FirewalldZoneStep[] {
  const zone = state.firewalld.bound[bridge];
  const last = keptStepsOf('firewalld-zone', history).find((step) => step.interface === bridge);
  const ours = last?.after ?? '';
  if (zone === undefined || ![ours, lastingZone(bridge, state)].includes(zone)) return [];
  const title = `take '${bridge}' out of firewalld's zone '${zone}'`;
  return [{ kind: 'firewalld-zone', title, interface: bridge, before: zone, after: '' }];
}

/** Byte for byte as before, unless others have written there since; a file that we made over the vendor's goes. */
function fileSteps(bridge: string, { firewalld }: HostState, history: readonly Transaction[]): readonly FileStep[] {
  return firewalld.zones.flatMap(({ zone, file, interfaces }) => {
    const ours = interfaces.includes(bridge) ? addition(file.path, bridge, history) : undefined;
    const after = ours === undefined || file.text === undefined ? undefined : withoutInterface(file.text, bridge);
    if (ours === undefined || after === undefined) return [];
    const title = `change '${file.name}' of firewalld: '${bridge}' is no longer in zone '${zone}'`;
    const asMade = ours.before === null && ours.after === file.text;
    return replaceFile(title, file, asMade ? null : after);
  });
}

/** The step of ours that put the bridge there, unless a later one took it away. */
function addition(path: string, bridge: string, history: readonly Transaction[]): FileStep | undefined {
  const lists = (text: string | null): boolean => interfacesIn(text ?? undefined)?.includes(bridge) === true;
  const last = keptStepsAt(path, history).find((step) => lists(step.before) !== lists(step.after));
  return last !== undefined && lists(last.after) ? last : undefined;
}
