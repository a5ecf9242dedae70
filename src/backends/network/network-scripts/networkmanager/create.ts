/**
 * How an interface is taken off NetworkManager, and given back. Whatever it is told while it runs, it undoes its own work on a
 * device first: the addresses go, or come back after duplicate address detection. When it ends it leaves everything as it
 * is, and as it starts it leaves alone what it has been told to: so it is stopped before the change and started after.
 */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostState, Link } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { nothing, type StepGroup } from '../../../../model/step-group.ts';
import { countsNow, dropInFolder, dropInOf, writeDropIn } from './drop-in.ts';
import { atBoot, start, stop } from '../../../services/steps.ts';
import type { AspectContext } from '../../../interfaces/aspect.ts';
import { configOf } from '../files/config.ts';

/** Throws AgentError: Unsupported, CommandFailed where NetworkManager does not say what it does. */
export function planCreateNetworkManager(
  request: CreateBridgeRequest,
  { uplink, ports = [], state }: AspectContext,
): StepGroup {
  if (state.networkManager.status === 'absent') return nothing;
  for (const link of [...(uplink === undefined ? [] : [uplink]), ...ports]) refuse(request, link, state);
  if (request.networkmanager === 'disable') return disable(request, state);
  return request.networkmanager === 'release' ? release(request, uplink, state) : nothing;
}

function release(request: CreateBridgeRequest, uplink: Link | undefined, state: HostState): StepGroup {
  const { status, devices, dropIns, readsIfcfg } = state.networkManager;
  if (dropIns === undefined && !readsIfcfg) throw unreachable();
  const { bridge, interface: name, ports } = request;
  const names = [name, bridge, ...ports];
  const held = uplink !== undefined || names.some((name) => (devices[name] ?? 'unmanaged') !== 'unmanaged');
  const now = status === 'running' && held && request.activate !== 'boot';
  // A file that counts already goes on to do so.
  const moment = uplink === undefined && !now && !countsNow(dropInOf(bridge, state)) ? 'next-boot' : 'now';
  const file = writeDropIn({ bridge, uplink: name, ports }, moment, state);
  if (!now) return { before: file, after: [] };
  return {
    before: [stop(state), ...file],
    after: [start(`, which now leaves '${request.interface}' and '${request.bridge}' alone`)],
  };
}

/** It reads neither drop-ins nor NM_CONTROLLED=no, so it would manage both devices again when it starts. */
function unreachable(): AgentError {
  return new AgentError(
    'Unsupported',
    `there is no folder '${dropInFolder}' for a file that tells NetworkManager to leave the interface alone; create it, or use networkmanager 'disable'`,
  );
}

/** It stays off, and the network service, which reads the same files, does its work from the next boot on. */
function disable(request: CreateBridgeRequest, state: HostState): StepGroup {
  if (!state.live) {
    const instead =
      configOf(state).service === 'present' ? `; use 'release'` : `, which has no service 'network' to take over`;
    const sentence = `networkmanager 'disable' would change the services of the machine that the image lies on${instead}`;
    throw new AgentError('Unsupported', sentence);
  }
  const running = state.networkManager.status !== 'stopped' && request.activate !== 'boot';
  return {
    before: [...(running ? [stop(state)] : []), ...atBoot('NetworkManager', state.atBoot.NetworkManager, 'disabled')],
    after: [],
  };
}

function refuse(request: CreateBridgeRequest, uplink: Link, state: HostState): void {
  const { status, devices } = state.networkManager;
  // It knows each device there is, so that an answer without this one is none.
  const unsaid = status === 'silent' || (status === 'running' && devices[uplink.name] === undefined);
  if (unsaid && request.networkmanager !== 'disable') {
    throw new AgentError(
      'CommandFailed',
      `'nmcli' does not say what NetworkManager does with interface '${uplink.name}'; see 'systemctl status NetworkManager', or use networkmanager 'disable'`,
    );
  }
  const management = devices[uplink.name] ?? 'unmanaged';
  if (request.networkmanager === 'unchanged' && management !== 'unmanaged') {
    throw new AgentError(
      'Unsupported',
      `interface '${uplink.name}' is managed by NetworkManager, which would undo the change; use networkmanager 'release' or 'disable'`,
    );
  }
  if (management === 'managed' && request.activate === 'live') refuseLease(request, uplink);
}

/** Its own client holds the lease, and ends with it. */
function refuseLease(request: CreateBridgeRequest, uplink: Link): void {
  const leased = uplink.addresses.find(({ dynamic, family }) => dynamic && family === 4);
  if (leased === undefined || !['keep', 'dhcp'].includes(request.addressing)) return;
  throw new AgentError(
    'Unsupported',
    `the lease of '${leased.address}' on '${uplink.name}' belongs to NetworkManager, and no other client can renew it; use activate 'restart' or 'boot', or addressing 'static'`,
  );
}
