/** A host whose firewalld has the interface in a zone of its own, which the bridge shares: the faults that are about zones. */
import type { AgentHost } from '../lab/agent-host/agent-host.ts';
import { listCard } from '../lab/firewalld/card.ts';
import { installFirewalld, startFirewalld } from '../lab/firewalld/firewalld.ts';
import type { AgentOptions } from '../lab/laboratory.ts';
import { installStubs } from './commands/stubs.ts';
import { renamed } from './firewalled.ts';
import type { StandOptions } from './stand.ts';
import type { Trial } from './trial.ts';

export const zoned: StandOptions = {
  prepare: async (host: AgentHost): Promise<AgentOptions> => {
    await installFirewalld(host.lab);
    await listCard(host.lab);
    await startFirewalld(host.lab);
    return installStubs(host);
  },
};

/** Those of questions to firewalld, all of one kind, and of undo.sh. */
export function withZones(trials: readonly Trial[]): readonly Trial[] {
  return trials
    .filter(({ name }) => name.includes(' undo ') || / run \d+ busctl .*FirewallD1/.test(name))
    .map((trial) => renamed(trial, 'firewalld', trial.kind.replace(/^command .*/, 'command')));
}
