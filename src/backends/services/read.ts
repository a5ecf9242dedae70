/** What the boot starts of the host's services. */
import type { Host } from '../../host/host.ts';
import type { AtBoot } from '../../model/host-state.ts';

/** Milliseconds; it answers in a few, on a busy machine in seconds, and a plan must not wait long for one that hangs. */
const patience = 20_000;

/**
 * Tells of each service whether the next boot starts it: systemctl(1) is-enabled, or what chkconfig(8) would say. Never throws.
 */
export function bootReader(host: Host): (service: string) => Promise<AtBoot> {
  if (host.systemd) return (service) => askProgram(host, 'systemctl', ['is-enabled', `${service}.service`]);
  const links = readLevels(host).catch(() => []);
  return async (service) => parseLevels(await links, service) ?? askProgram(host, 'chkconfig', ['--list', service]);
}

async function askProgram(host: Host, program: string, args: readonly string[]): Promise<AtBoot> {
  const result = await host.commands.run(program, args, { timeout: patience }).catch(() => undefined);
  return result === undefined ? 'unknown' : parseAtBoot(result.stdout, result.exitCode);
}

/** The names of the links by which the boot starts init scripts, of the levels that it may go to (chkconfig(8)). */
async function readLevels(host: Host): Promise<readonly string[]> {
  const folders = [2, 3, 4, 5].flatMap((level) => [`/etc/rc.d/rc${level}.d`, `/etc/rc${level}.d`]);
  return (await Promise.all(folders.map((folder) => host.files.list(folder)))).flat();
}

/** Undefined where no link is the service's: then chkconfig may know it in another way, as a service of xinetd's. */
export function parseLevels(links: readonly string[], service: string): AtBoot | undefined {
  const own = links.filter((name) => /^[SK]\d\d/.test(name) && name.slice(3) === service);
  if (own.length === 0) return undefined;
  return own.some((name) => name.startsWith('S')) ? 'enabled' : 'disabled';
}

/**
 * `enabled`, or `network  0:off 1:off 2:on 3:on 4:on 5:on 6:off`; systemctl has an exit code of its own for each. What is
 * enabled until the next boot only (`enabled-runtime`) is not enabled then.
 */
export function parseAtBoot(text: string, exitCode: number): AtBoot {
  const levels = text.match(/\b[2-5]:(?:on|off)\b/g);
  if (levels !== null && exitCode === 0) return levels.some((one) => one.endsWith('on')) ? 'enabled' : 'disabled';
  const word = text.trim().split('\n').at(-1) ?? '';
  if (word === 'enabled' || word === 'masked') return word;
  return ['disabled', 'enabled-runtime'].includes(word) ? 'disabled' : 'unknown';
}
