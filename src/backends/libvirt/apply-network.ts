/** Defines and removes libvirt networks. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { runVirsh } from './read-virsh.ts';

/** Milliseconds. */
const commandTimeout = 30_000;

/**
 * Defines the network, starts it and has libvirt start it at boot. @param xml path of its definition.
 * @param lock descriptor of the agent's lock, which virsh keeps open. Throws AgentError(CommandFailed).
 */
export async function defineNetwork(host: Host, network: string, xml: string, lock: number): Promise<void> {
  await demand(host, ['net-define', '--file', xml], network, lock);
  await demand(host, ['net-autostart', '--network', network], network, lock);
  await demand(host, ['net-start', '--network', network], network, lock);
}

/** Stops and removes the network; running guests stay connected to its bridge. Throws AgentError(CommandFailed). */
export async function undefineNetwork(host: Host, network: string, lock: number): Promise<void> {
  // Fails if the network is not running, which is fine.
  await runVirsh(host, ['net-destroy', '--network', network], { timeout: commandTimeout, inherit: lock });
  await demand(host, ['net-undefine', '--network', network], network, lock);
}

async function demand(host: Host, args: readonly string[], network: string, lock: number): Promise<void> {
  const { exitCode, stderr } = await runVirsh(host, args, { timeout: commandTimeout, inherit: lock });
  if (exitCode === 0) return;
  throw new AgentError(
    'CommandFailed',
    `the command 'virsh ${args[0] ?? ''}' failed for libvirt's network '${network}' and the change was undone; see the log of the agent`,
    { cause: stderr },
  );
}
