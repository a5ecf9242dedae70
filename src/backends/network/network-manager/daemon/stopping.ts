/** Whether NetworkManager can be stopped and started for a moment without ending more than it is about. */
import { AgentError } from '../../../../contract/errors.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { NetworkManagerActivation, NetworkManagerConfig } from '../../../../model/network-config.ts';
import { configOf, readProfiles } from '../profiles/owner.ts';
import { activated } from '../../../../model/network-config.ts';

/** What it leaves as it is when it ends, and takes over again as it starts (NetworkManager: nm-manager.c, unmanaged_on_quit). */
const lasting = [
  ...['802-3-ethernet', 'bridge', 'bond', 'vlan', 'loopback', 'dummy', 'veth', 'tun', 'macvlan'],
  ...['vrf', 'vxlan', 'ip-tunnel', 'infiniband', 'generic'],
];
/** The first that takes devices over by their state's file as it is read here (NetworkManager: NEWS). */
const oldest = [1, 30] as const;

/**
 * Throws AgentError(Unsupported) where its stop would end a connection, naming it, or where it is too old, does not run, or says
 * nothing of itself.
 */
export function refuseStopping(state: HostState): void {
  const config = configOf(state);
  if (state.networkManager.status === 'stopped') {
    throw unsupported(
      `the service 'NetworkManager' does not run, so that it cannot take the change over; start it`,
      'or ',
    );
  }
  if (config.version === undefined) {
    throw unsupported(
      `the service 'NetworkManager' does not say what it does; see 'busctl status org.freedesktop.NetworkManager'`,
    );
  }
  if (isOlder(config.version)) {
    throw unsupported(
      `version ${quoted(config.version)} of NetworkManager is older than ${oldest.join('.')} and may not take the bridge over`,
    );
  }
  refuseUnit(config);
  const ending = config.active.find((one) => !one.external && (!lasting.includes(one.type) || isFragile(one, state)));
  if (ending === undefined) return;
  throw unsupported(
    `the service 'NetworkManager' has to be stopped for a moment, which would end the connection ${quoted(ending.id)} of the type ${quoted(ending.type)}`,
  );
}

/** Others stay as they are: the unit is stopped without those that require it (systemctl(1): --job-mode=). */
function refuseUnit({ unit }: NetworkManagerConfig): void {
  if (unit === undefined) return;
  if (!unit.loads) {
    throw unsupported(
      `the service 'NetworkManager' has to be stopped for a moment, but systemd would not start it again, because its unit is masked or cannot be loaded; run 'systemctl unmask NetworkManager'`,
      'or ',
    );
  }
  if (unit.refuses) {
    throw unsupported(
      `the unit of the service 'NetworkManager' does not let itself be stopped and started (RefuseManualStop= or RefuseManualStart=)`,
    );
  }
  if (unit.bound.length === 0) return;
  throw unsupported(
    `the service 'NetworkManager' has to be stopped for a moment, and systemd would stop ${listOf(unit.bound.map(quoted))} with it (BindsTo=) and not start it again; stop that first`,
    'or ',
  );
}

/** What runs as it is stopped, and may do anything. */
export function stoppingWarnings(state: HostState): readonly string[] {
  const { unit } = configOf(state);
  if (unit === undefined || unit.stopCommands.length === 0) return [];
  return [
    `the unit of the service 'NetworkManager', which is stopped for a moment, runs ${listOf(unit.stopCommands.map(quoted))} as it stops (ExecStop=, ExecStopPost=)`,
  ];
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}

/** Shared ones lose their DHCP server with it, and 802.1X is negotiated again. */
function isFragile({ uuid }: NetworkManagerActivation, state: HostState): boolean {
  const found = readProfiles(state).find(({ profile }) => profile.uuid === uuid);
  const keyfile = found?.settings.keyfile;
  if (keyfile === undefined) return false;
  const shares = ['ipv4', 'ipv6'].some((group) => keyfile.get(group, 'method')?.trim() === 'shared');
  return shares || keyfile.has('802-1x');
}

function unsupported(why: string, or = ''): AgentError {
  return new AgentError('Unsupported', `${why}${or === '' ? ';' : ','} ${or}use activate 'boot'`);
}

/** Throws AgentError(Busy) where NetworkManager has not done with the device yet: what it has then is not all that it will have. */
export function requireActivated(device: string, state: HostState): void {
  const now = configOf(state).devices[device];
  if (now?.state === activated && !now.external) return;
  throw new AgentError(
    'Busy',
    `interface '${device}' is not connected according to NetworkManager; see 'nmcli device show ${device}', wait or bring it up, or use activate 'boot'`,
  );
}
