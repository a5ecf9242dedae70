/** How the rules of iptables outlive a reboot on this host: Red Hat's service, or Debian's netfilter-persistent. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { RulesProgram, Saving, SavingWay } from '../../model/filters/filters.ts';

/** Where each way keeps the rules; iptables.init leaves the old ones beside them as .save. */
const files: Readonly<Record<SavingWay, Readonly<Record<RulesProgram, string>>>> = {
  service: { iptables: '/etc/sysconfig/iptables', ip6tables: '/etc/sysconfig/ip6tables' },
  'netfilter-persistent': { iptables: '/etc/iptables/rules.v4', ip6tables: '/etc/iptables/rules.v6' },
};

export const programs: readonly RulesProgram[] = ['iptables', 'ip6tables'];

/** The file that the next boot reads. */
export function savedFile(way: SavingWay, program: RulesProgram): string {
  return files[way][program];
}

/** Every file that saving the program's rules may write. */
export function writtenBySaving(way: SavingWay, program: RulesProgram): readonly string[] {
  const file = savedFile(way, program);
  return way === 'service' ? [file, `${file}.save`] : [file];
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

/** The commands that save the rules of these programs. */
export function savingCommands({ way, programs: own }: Saving): readonly (readonly [string, readonly string[]])[] {
  if (way === 'netfilter-persistent') return [['netfilter-persistent', ['save']]];
  return own.map((program) => ['service', [program, 'save']] as const);
}

/** Runs them. `inherit` is our lock's descriptor. Throws AgentError(CommandFailed). */
export async function saveRules(host: Host, saving: Saving, inherit: number): Promise<void> {
  for (const [program, args] of savingCommands(saving)) {
    const { exitCode, stderr } = await host.commands.run(program, args, { timeout: 60_000, inherit });
    if (exitCode === 0) continue;
    throw new AgentError(
      'CommandFailed',
      `the command '${[program, ...args].join(' ')}' failed with exit code ${exitCode}; see the log of the agent`,
      { cause: stderr },
    );
  }
}
