/** What the boot starts of the host's services. */
import type { Host } from '../../host/host.ts';
import type { AtBoot } from '../../model/host-state.ts';

/** Milliseconds; it answers in a few, on a busy machine in seconds, and a plan must not wait long for one that hangs. */
const patience = 20_000;

/** Whether the next boot starts the service: systemctl(1) is-enabled, or chkconfig(8). Never throws. */
export async function readAtBoot(host: Host, service: string): Promise<AtBoot> {
  const [program, args] = host.systemd
    ? ['systemctl', ['is-enabled', `${service}.service`]]
    : ['chkconfig', ['--list', service]];
  const result = await host.commands.run(program, args, { timeout: patience }).catch(() => undefined);
  return result === undefined ? 'unknown' : parseAtBoot(result.stdout, result.exitCode);
}

/**
 * `enabled`, or `network  0:off 1:off 2:on 3:on 4:on 5:on 6:off`; systemctl has an exit code of its own for each. What is
 * enabled until the next boot only (`enabled-runtime`) is not enabled then.
 */
export function parseAtBoot(text: string, exitCode: number): AtBoot {
  const levels = text.match(/\b[2-5]:(?:on|off)\b/g);
  if (levels !== null && exitCode === 0) return levels.some((one) => one.endsWith('on')) ? 'enabled' : 'disabled';
  const word = text.trim().split('\n').at(-1) ?? '';
  if (word === 'enabled') return 'enabled';
  return ['disabled', 'enabled-runtime', 'masked'].includes(word) ? 'disabled' : 'unknown';
}
