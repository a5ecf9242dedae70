/** What is looked at around NetworkManager. */
import { eventually } from '../../lab/eventually.ts';
import {
  activateProfile,
  device,
  installNetworkManager,
  startNetworkManager,
} from '../../lab/network-manager/network-manager.ts';
import type { Bench } from '../../lab/agent-host/agent-host.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { verify, type Finding } from '../../lab/agent-host/findings.ts';

/** Ours, for a bridge. */
export const dropIn = (bridge = 'br0'): string => `/etc/NetworkManager/conf.d/90-bridgehead-${bridge}.conf`;

/** NetworkManager runs, now and at boot, and has eth0: with a profile of its own, or as others made it. */
export async function runNetworkManager(bench: Bench, profile = false): Promise<void> {
  await installNetworkManager(bench.lab);
  await startNetworkManager(bench.lab);
  if (profile) await activateProfile(bench.lab);
  await becomes(bench, 'eth0', profile ? 'connected' : 'connected (externally)');
}

/** Runs it while the second machine pings both families. */
export async function withoutSilence({ lab }: Bench, change: () => Promise<unknown>): Promise<void> {
  expectNoSilence(await whileLanPings(lab, change));
}

/** What `nmcli device` says of each; undefined for what is not there. */
export function statesOf(bench: Bench, ...names: readonly string[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(names.map(async (name) => (await device(bench.lab, name))?.state));
}

/** Waits for the device to be in a state that begins so: NetworkManager brings it there when it has been told that it may. */
export async function becomes(bench: Bench, name: string, state: string): Promise<void> {
  await eventually(`'${name}' is ${state}`, async () => (await device(bench.lab, name))?.state.startsWith(state));
}

/** Verify's finding. */
export async function findingOf(bench: Bench): Promise<Finding | undefined> {
  return (await verify(bench)).findings.find(({ check }) => check === 'networkmanager');
}

/** Which of the two the boot starts. */
export async function startedAtBoot(bench: Bench): Promise<readonly string[]> {
  const lists = await Promise.all(
    ['NetworkManager', 'network'].map((name) => bench.lab.host(['chkconfig', '--list', name])),
  );
  return lists.flatMap(({ stdout }) => (/^(\S+).*3:on/.exec(stdout) ?? []).slice(1));
}
