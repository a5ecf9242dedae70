/** A host whose own firewall names the interface, and whose rules follow to the bridge, which has a further port: the faults that are about them. */
import type { AgentHost } from '../lab/agent-host/agent-host.ts';
import { iptablesRules, loadNft } from '../lab/firewall/rules.ts';
import type { AgentOptions, Laboratory } from '../lab/laboratory.ts';
import { installStubs } from './commands/stubs.ts';
import type { StandOptions } from './stand.ts';
import type { Trial } from './trial.ts';

export const firewalled: StandOptions = {
  options: { CreateBridge: { 'host-firewall': 'follow', ports: ['eth1'] }, DeleteBridge: {} },
  prepare: async (host: AgentHost): Promise<AgentOptions> => {
    await host.lab.hostOk(['sh', '-ec', iptablesRules]);
    await loadNft(host.lab);
    await addCard(host.lab);
    return installStubs(host);
  },
};

/** A second card, with a network of its own behind it. */
async function addCard(lab: Laboratory): Promise<void> {
  const commands = [
    'ip netns add far; ip link add eth1 address 52:54:00:00:01:01 type veth peer name eth0 netns far',
    'ip -n far link set eth0 up; ip link set eth1 up',
  ];
  await lab.hostOk(['sh', '-ec', commands.join('\n')]);
}

/**
 * Those of the firewall's own programs, and of undo.sh, by names and kinds of their own. Not those in which a program is
 * missing: a host without it has no rules that it could list.
 */
export function withFirewall(trials: readonly Trial[]): readonly Trial[] {
  return trials
    .filter(
      ({ name }) =>
        name.includes(' undo ') || (/ run \d+ (?:ip6?tables|nft)\b/.test(name) && !name.endsWith(': is missing')),
    )
    .map((trial) => renamed(trial, 'firewall'));
}

/** A trial on a host of another sort, by a name and a kind of its own. @param word of which they have one more. */
export function renamed({ name, kind, run }: Trial, word: string, sort = kind): Trial {
  const own = { name: name.replace(' ', ` ${word} `), kind: `${word} ${sort}` };
  return { ...own, run: async (stand) => ({ ...(await run(stand)), ...own }) };
}
