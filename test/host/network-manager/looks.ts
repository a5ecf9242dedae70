/** What the tests of NetworkManager check. */
import { eventually } from '../../lab/eventually.ts';
import {
  activateProfile,
  device,
  installNetworkManager,
  startNetworkManager,
} from '../../lab/network-manager/network-manager.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { verify, type Finding } from '../../lab/agent-host/findings.ts';

export const dropIn = (bridge = 'br0'): string => `/etc/NetworkManager/conf.d/90-bridgehead-${bridge}.conf`;

/** NetworkManager runs, now and at boot, and manages eth0 with a profile of its own, or only watches it. */
export async function runNetworkManager(host: AgentHost, profile = false): Promise<void> {
  await installNetworkManager(host.lab);
  await startNetworkManager(host.lab);
  if (profile) await activateProfile(host.lab);
  await becomes(host, 'eth0', profile ? 'connected' : 'connected (externally)');
}

/** Runs it while the second machine pings the host in both families. */
export async function withoutSilence({ lab }: AgentHost, change: () => Promise<unknown>): Promise<void> {
  expectNoSilence(await whileLanPings(lab, change));
}

/** What the kernel takes off a device, or the device itself, from now on, as ip-monitor(8) tells it. */
export async function recordLosses({ lab }: AgentHost, device: string): Promise<() => readonly string[]> {
  const monitor = await lab.spawn('host', ['ip', 'monitor', 'link', 'address']);
  const lost = new RegExp(`^Deleted .*\\b${device}\\b`);
  return () =>
    monitor
      .log()
      .split('\n')
      .filter((line) => lost.test(line));
}

/** The state of each in `nmcli device`; undefined if it is missing. */
export function statesOf(host: AgentHost, ...names: readonly string[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(names.map(async (name) => (await device(host.lab, name))?.state));
}

/** Waits until NetworkManager has the device in a state that begins with this. */
export async function becomes(host: AgentHost, name: string, state: string): Promise<void> {
  await eventually(`'${name}' is ${state}`, async () => (await device(host.lab, name))?.state.startsWith(state));
}

/** Verify's finding. */
export async function findingOf(host: AgentHost): Promise<Finding | undefined> {
  return (await verify(host)).findings.find(({ check }) => check === 'networkmanager');
}

/** Which of the two services the boot starts. */
export async function startedAtBoot(host: AgentHost): Promise<readonly string[]> {
  const lists = await Promise.all(
    ['NetworkManager', 'network'].map((name) => host.lab.host(['chkconfig', '--list', name])),
  );
  return lists.flatMap(({ stdout }) => (/^(\S+).*3:on/.exec(stdout) ?? []).slice(1));
}
