/** What keeps the rules of iptables over a reboot on this host, and the rules that there are to be kept. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { RulesProgram, Saving } from '../../model/filters.ts';
import { bareRules, programs } from './saved-rules.ts';

/**
 * The rules that there are now, as `bareRules` has them: by which what is saved of them is known again. undefined where they
 * cannot be told.
 */
export async function rulesNow(host: Host, program: RulesProgram): Promise<string | undefined> {
  const result = await host.commands.run(`${program}-save`, []).catch((error: unknown) => {
    if (error instanceof AgentError) return undefined;
    throw error;
  });
  return result?.exitCode === 0 ? bareRules(result.stdout) : undefined;
}

/** undefined where nothing keeps rules. */
export async function readSaving(host: Host): Promise<Saving | undefined> {
  // iptables-persistent brings the folder, and the plugins without which netfilter-persistent saves nothing.
  if ((await host.commands.find('netfilter-persistent')) !== undefined && (await host.files.exists('/etc/iptables'))) {
    return { way: 'netfilter-persistent', programs };
  }
  if ((await host.commands.find('service')) === undefined) return undefined;
  const there = await Promise.all(programs.map((program) => hasSavingService(host, program)));
  const own = programs.filter((_, index) => there[index]);
  return own.length === 0 ? undefined : { way: 'service', programs: own };
}

/** Red Hat's iptables-services: an init script once, an action of the unit's since (service(8): legacy-actions). */
async function hasSavingService(host: Host, program: RulesProgram): Promise<boolean> {
  const traces = [
    `/etc/init.d/${program}`,
    `/etc/rc.d/init.d/${program}`,
    `/usr/libexec/iptables/${program}.init`,
    `/usr/libexec/initscripts/legacy-actions/${program}/save`,
  ];
  return (await Promise.all(traces.map((path) => host.files.exists(path)))).includes(true);
}
