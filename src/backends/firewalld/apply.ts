/** The running firewalld puts an interface into a zone, by its name: the interface need not exist yet. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { FirewalldZoneStep } from '../../model/plan.ts';
import { callWords, onlyString } from './busctl.ts';
import { askFirewalld } from './read-daemon.ts';

/** The zone that the interface is in now, '' for none; undefined where firewalld does not say. */
export async function readZoneOf(host: Host, name: string): Promise<string | undefined> {
  const text = await askFirewalld(host, '.zone', 'getZoneOfInterface', name);
  return text === undefined ? undefined : onlyString(text);
}

/** Arguments of busctl. */
export function zoneWords({ interface: name, before, after }: FirewalldZoneStep): readonly string[] {
  return after === ''
    ? callWords('.zone', 'removeInterface', before, name)
    : callWords('.zone', 'changeZoneOfInterface', after, name);
}

/** Throws AgentError(CommandFailed). */
export async function changeZone(host: Host, step: FirewalldZoneStep, lock: number): Promise<void> {
  const { exitCode, stderr } = await host.commands.run('busctl', zoneWords(step), { inherit: lock });
  if (exitCode === 0) return;
  const what = step.after === '' ? `out of zone '${step.before}'` : `into zone '${step.after}'`;
  const sentence = `firewalld did not put '${step.interface}' ${what}, and the change was undone; see the log of the agent`;
  throw new AgentError('CommandFailed', sentence, { cause: stderr });
}
