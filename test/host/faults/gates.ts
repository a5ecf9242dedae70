/** Places of a change where a test can stop it: words for the stub of ip(8). */
import { eventually } from '../../lab/eventually.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';
import { reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';

/** The gateways are asked when the plan is made, and nothing has been changed yet. */
const afterThePlan = `
if [ "$1 $2" = 'neigh replace' ] && [ -e "$here/armed" ]; then rm "$here/armed"; ${waitAtGate}; fi
exec "$real" "$@"`;

const aroundBatch = (then: string): string => `
[ "$1" = -batch ] && [ -e "$here/armed" ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
${then}`;

const gates = {
  'after the plan': afterThePlan,
  /** The bridge is there with the host's addresses, and the card is not its port yet. */
  'before the card joins': aroundBatch(`case $batch in *' master br0'*) ;; *) rm "$here/armed"; ${waitAtGate} ;; esac`),
  /** The card is in the bridge, and nobody has looked yet whether all works. */
  'after the card has joined': aroundBatch(`case $batch in *' master br0'*) rm "$here/armed"; ${waitAtGate} ;; esac`),
} as const;
export type Gate = keyof typeof gates;

/** An agent that stops there, once `arm` was called. */
export async function startAgentWithGate(host: AgentHost, gate: Gate): Promise<void> {
  await startAgentWithStub(host, 'ip', gates[gate]);
}

/** The next change stops at the gate. */
export async function arm(host: AgentHost): Promise<void> {
  await host.lab.writeFile('/stubs/armed', '');
}

export async function whenAtGate(host: AgentHost): Promise<void> {
  await eventually('the change is at the gate', () => reachedGate(host));
}

/** Lines for ip(8) on the host, each of which must work. */
export async function ipLines(host: AgentHost, ...lines: readonly string[]): Promise<void> {
  await host.lab.hostOk(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
