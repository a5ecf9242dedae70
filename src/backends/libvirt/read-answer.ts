/** Checks that libvirt's daemon still answers after a reload. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { libvirtDaemons } from './read-daemon.ts';
import { isConnected } from './read.ts';
import { askVirsh, isNoAnswer } from './read-virsh.ts';

const tries = 3;

export function isLibvirtDaemon(service: string): boolean {
  return libvirtDaemons.some((name) => name === service);
}

/** Asks up to three times. Throws AgentError(CommandFailed) if there is no answer. */
export async function requireAnswer(host: Host, service: string): Promise<void> {
  for (let tried = 0; tried < tries; tried += 1) if (await answers(host)) return;
  throw new AgentError(
    'CommandFailed',
    `the service '${service}' no longer answers after its reload, and the change was undone; see its log`,
  );
}

async function answers(host: Host): Promise<boolean> {
  try {
    const [version = ''] = await askVirsh(host, ['version']);
    return isConnected(version);
  } catch (error) {
    if (isNoAnswer(error)) return false;
    throw error;
  }
}
