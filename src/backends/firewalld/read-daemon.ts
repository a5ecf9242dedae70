/** Questions to the running firewalld. Its own client is slow, and asks NetworkManager first; busctl(1) asks it alone. */
import type { CommandResult } from '../../host/commands.ts';
import type { Host } from '../../host/host.ts';
import { callWords } from './busctl.ts';

/** Milliseconds; it answers in some, on a busy machine in seconds, and a plan must not wait long for one that hangs. */
const patience = 20_000;

/** Whether it runs; undefined where that cannot be told. Asked of the bus, because a question to firewalld would start it. */
export async function isOnBus(host: Host): Promise<boolean | undefined> {
  if ((await host.commands.find('busctl')) === undefined) {
    return (await host.commands.find('firewall-cmd')) === undefined ? false : undefined;
  }
  const bus = 'org.freedesktop.DBus';
  const words = ['call', bus, '/org/freedesktop/DBus', bus, 'NameHasOwner', 's', firewalldName];
  // Without options, so that one look asks it once; the bus itself answers.
  const text = told(await host.commands.run('busctl', words).catch(() => undefined));
  return text && /^b (?:true|false)$/.test(text) ? text === 'b true' : undefined;
}

const firewalldName = 'org.fedoraproject.FirewallD1';

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
  return told(await host.commands.run('busctl', words, { timeout: patience }).catch(() => undefined));
}

function told(result: CommandResult | undefined): string | undefined {
  return result?.exitCode === 0 ? result.stdout.trimEnd() : undefined;
}
