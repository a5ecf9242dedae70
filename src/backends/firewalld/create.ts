/** The bridge is in the interface's zone before the first packet comes in by it, and after the next start of firewalld. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import { zoneInFiles, zoneNow } from '../../model/firewalld.ts';
import { linkNamed } from '../../model/links.ts';
import type { HostState } from '../../model/host-state.ts';
import type { FileStep, FirewalldZoneStep } from '../../model/plan.ts';
import { replaceFile } from '../../model/replace-file.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { lastingZone } from './lasting-zone.ts';
import { withInterface } from './zone-file.ts';

/**
 * The interface stays in its zone: a port's zone no longer matters to the host's own packets, and an undo needs it. Throws
 * AgentError: Conflict where the bridge is in another zone, CommandFailed where firewalld does not say which.
 */
export function planCreateFirewalld(request: CreateBridgeRequest, { state, uplink }: AspectContext): StepGroup {
  const { bridge, interface: uplinkName, adopt } = request;
  const isPort = linkNamed(uplinkName, state.links)?.master === bridge;
  const there = isPort || (!adopt && linkNamed(bridge, state.links) !== undefined);
  if (state.firewalld.status === 'absent' || there) return nothing;
  const silent = uplink !== undefined && state.firewalld.status === 'silent' ? silence(request) : [];
  const now = uplink === undefined ? [] : zoneStep(request, state);
  const { steps, warnings } = fileSteps(request, state);
  return {
    before: [...now, ...steps],
    after: [],
    warnings: [...silent, ...warnings, ...untilRestart(request, state), ...namedWarnings(request, state)],
  };
}

function silence({ interface: name, confirmWithin }: CreateBridgeRequest): readonly string[] {
  const what = `firewalld does not say which zone '${name}' is in`;
  if (confirmWithin > 0) return [`${what}, so the bridge may meet other rules`];
  throw new AgentError(
    'CommandFailed',
    `${what}, and the bridge might be cut off; see 'systemctl status firewalld', or use 'confirm-within'`,
  );
}

function zoneStep({ bridge, interface: name }: CreateBridgeRequest, { firewalld }: HostState): FirewalldZoneStep[] {
  if (firewalld.status !== 'running') return [];
  const zone = zoneNow(name, firewalld);
  const before = firewalld.bound[bridge] ?? '';
  if (before !== '' && before !== zone) throw otherZone(bridge, before, name, zone, '');
  if (zoneNow(bridge, firewalld) === zone) return [];
  const title = `put '${bridge}' into firewalld's zone '${zone}', where '${name}' is`;
  return [{ kind: 'firewalld-zone', title, interface: bridge, before, after: zone }];
}

function otherZone(bridge: string, found: string, name: string, zone: string, option: string): AgentError {
  return new AgentError(
    'Conflict',
    `firewalld has '${bridge}' in zone '${found}' and '${name}' in zone '${zone}'; take '${bridge}' out first with 'firewall-cmd ${option}--zone=${found} --remove-interface=${bridge}', or put '${name}' into '${found}'`,
  );
}

interface Lasting {
  readonly steps: readonly FileStep[];
  readonly warnings: readonly string[];
}

/** firewalld looks for changes of its files itself. */
function fileSteps({ bridge, interface: name }: CreateBridgeRequest, state: HostState): Lasting {
  const { firewalld } = state;
  const zone = lastingZone(name, state);
  const before = zoneInFiles(bridge, firewalld);
  if (before !== undefined && zone !== undefined && before !== zone) {
    throw otherZone(bridge, before, name, zone, '--permanent ');
  }
  const needless = zone === firewalld.defaultZone && zoneInFiles(name, firewalld) === undefined;
  if (zone === undefined || before !== undefined || needless) return { steps: [], warnings: [] };
  const found = firewalld.zones.find((one) => one.zone === zone);
  const after = found?.text === undefined ? undefined : withInterface(found.text, bridge);
  if (found === undefined || after === undefined) return { steps: [], warnings: [unwritten(bridge, zone)] };
  const title = `change '${found.file.name}' of firewalld: '${bridge}' is in zone '${zone}' from its next start on`;
  return { steps: replaceFile(title, found.file, after), warnings: [] };
}

function unwritten(bridge: string, zone: string): string {
  return `firewalld has no readable file of zone ${quoted(zone)}, so '${bridge}' is not in that zone after the next start of firewalld`;
}

/** A zone that is written nowhere. */
function untilRestart({ bridge, interface: name, activate }: CreateBridgeRequest, state: HostState): readonly string[] {
  const { firewalld } = state;
  const now = zoneNow(name, firewalld);
  const later = lastingZone(name, state) ?? firewalld.defaultZone;
  if (firewalld.status !== 'running' || activate === 'boot' || now === later) return [];
  return [
    `'${name}' is in firewalld's zone '${now}' only until firewalld or the host starts again; then '${name}' and '${bridge}' are in '${later}'`,
  ];
}

/** Policies, services, rich rules and forwarded ports belong to zones, and so come along. */
function namedWarnings({ bridge, interface: name }: CreateBridgeRequest, { firewalld }: HostState): readonly string[] {
  const named = firewalld.named.filter(({ words }) => words.includes(name));
  return named.map(
    ({ where }) => `firewalld's ${where} names '${name}' and is not changed; write it for '${bridge}' too`,
  );
}
