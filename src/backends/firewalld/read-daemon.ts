/** Questions to the running firewalld. Its own client is slow, and asks NetworkManager first; busctl(1) asks it alone. */
import { hasOwner } from '../../host/bus-names.ts';
import type { Host } from '../../host/host.ts';
import { callWords } from './busctl.ts';

/** Milliseconds; it answers in some, on a busy machine in seconds, and a plan must not wait long for one that hangs. */
const patience = 20_000;

/** Whether it runs; undefined where that cannot be told. Asked of the bus, because a question to firewalld would start it. */
export async function isOnBus(host: Host): Promise<boolean | undefined> {
  if ((await host.commands.find('busctl')) === undefined) {
    return (await host.commands.find('firewall-cmd')) === undefined ? false : undefined;
  }
  return hasOwner(host.commands, 'org.fedoraproject.FirewallD1');
}

/**
 * What busctl prints, without the end of the line; undefined where there is no answer. @param part of its interface: `.zone`,
 * or nothing.
 */
export async function askFirewalld(
  host: Host,
  part: '' | '.zone',
  method: string,
  ...args: readonly string[]
): Promise<string | undefined> {
  const words = callWords(part, method, ...args);
  const result = await host.commands.run('busctl', words, { timeout: patience }).catch(() => undefined);
  return result?.exitCode === 0 ? result.stdout.trimEnd() : undefined;
}
