/** A host that NetworkManager keeps: the faults after which it must run again and have what it had, whatever was under way. */
import type { AgentHost } from '../lab/agent-host/agent-host.ts';
import { eventually } from '../lab/eventually.ts';
import type { AgentOptions, Laboratory } from '../lab/laboratory.ts';
import { becomeNetworkManagerHost } from '../lab/network-manager/only-stack.ts';
import { installStubs } from './commands/stubs.ts';
import { renamed } from './firewalled.ts';
import type { StandOptions } from './stand.ts';
import type { Trial } from './trial.ts';

export const kept: StandOptions = {
  prepare: async (host: AgentHost): Promise<AgentOptions> => {
    await becomeNetworkManagerHost(host.lab);
    return installStubs(host);
  },
  look: devicesOf,
};

/** Milliseconds for one that an undo has just started. */
const patience = 60_000;

/** What NetworkManager does with each device, once it has started; none if it does not run. */
async function devicesOf(lab: Laboratory): Promise<readonly string[]> {
  const isSettled = async (): Promise<boolean> => {
    const { stdout } = await lab.host(['nmcli', '-t', '-f', 'STARTUP,STATE', 'general']);
    return stdout.trim() === 'started:connected';
  };
  await eventually('NetworkManager has started', isSettled, patience).catch(() => undefined);
  const { stdout } = await lab.host(['nmcli', '-t', '-f', 'DEVICE,STATE,CONNECTION', 'device']);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.sort().map((line) => `NetworkManager has ${line}`);
}

/** Those of undo.sh, of the commands that are about NetworkManager, and each SIGKILL of the agent: a kind for each of the three. */
export function withNetworkManager(trials: readonly Trial[]): readonly Trial[] {
  return trials.flatMap((trial) => {
    if (trial.name.includes(' undo ')) return [renamed(trial, 'NetworkManager')];
    // Numbers of devices and connections differ each time.
    if (/ run \d+ (?:service|busctl) (?!.*\/(?:Devices|ActiveConnection)\/).*NetworkManager/.test(trial.name))
      return [renamed(trial, 'NetworkManager', 'command')];
    return trial.name.endsWith(' SIGKILL') ? [renamed(trial, 'NetworkManager', 'SIGKILL')] : [];
  });
}
