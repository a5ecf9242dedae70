/** Points at which a test can stop a change, as shell code for a stub of ip(8). */
import { eventually } from '../../lab/eventually.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';
import { afterThePlan, reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';

/** Succeeds for one of the programs that run at the same time: the gate is opened once, and a second one would wait for ever. */
const disarm = 'rm "$here/armed" 2>/dev/null';

const aroundBatch = (then: string): string => `
[ "$1" = -batch ] && [ -e "$here/armed" ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
${then}`;

const gates = {
  'after the plan': afterThePlan(`if ${disarm}; then ${waitAtGate}; fi`),
  /** The bridge has the host's addresses, and the uplink is not its port yet. */
  'before the uplink joins': aroundBatch(
    `case $batch in *' master br0'*) ;; *) ! ${disarm} || { ${waitAtGate}; } ;; esac`,
  ),
  /** Stops after the uplink has joined the bridge, before the check. */
  'after the uplink has joined': aroundBatch(
    `case $batch in *' master br0'*) ! ${disarm} || { ${waitAtGate}; } ;; esac`,
  ),
} as const;
export type Gate = keyof typeof gates;

/** Starts an agent whose changes stop at the gate after `arm`. */
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

/** Lines for ip(8) on the host, all of which must succeed. */
export async function ipLines(host: AgentHost, ...lines: readonly string[]): Promise<void> {
  await host.lab.hostOk(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
