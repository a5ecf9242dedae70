/** What is looked at around NetworkManager. */
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

/** Ours, for a bridge. */
export const dropIn = (bridge = 'br0'): string => `/etc/NetworkManager/conf.d/90-bridgehead-${bridge}.conf`;

/** NetworkManager runs, now and at boot, and has eth0: with a profile of its own, or as others made it. */
export async function runNetworkManager(host: AgentHost, profile = false): Promise<void> {
  await installNetworkManager(host.lab);
  await startNetworkManager(host.lab);
  if (profile) await activateProfile(host.lab);
  await becomes(host, 'eth0', profile ? 'connected' : 'connected (externally)');
}

/** Runs it while the second machine pings both families. */
export async function withoutSilence({ lab }: AgentHost, change: () => Promise<unknown>): Promise<void> {
  expectNoSilence(await whileLanPings(lab, change));
}

/** What `nmcli device` says of each; undefined for what is not there. */
export function statesOf(host: AgentHost, ...names: readonly string[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(names.map(async (name) => (await device(host.lab, name))?.state));
}

/** Waits for the device to be in a state that begins so: NetworkManager brings it there when it has been told that it may. */
export async function becomes(host: AgentHost, name: string, state: string): Promise<void> {
  await eventually(`'${name}' is ${state}`, async () => (await device(host.lab, name))?.state.startsWith(state));
}

/** Verify's finding. */
export async function findingOf(host: AgentHost): Promise<Finding | undefined> {
  return (await verify(host)).findings.find(({ check }) => check === 'networkmanager');
}

/** Which of the two the boot starts. */
export async function startedAtBoot(host: AgentHost): Promise<readonly string[]> {
  const lists = await Promise.all(
    ['NetworkManager', 'network'].map((name) => host.lab.host(['chkconfig', '--list', name])),
  );
  return lists.flatMap(({ stdout }) => (/^(\S+).*3:on/.exec(stdout) ?? []).slice(1));
}
