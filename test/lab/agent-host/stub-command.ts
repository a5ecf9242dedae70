/** Programs that stand in for the real ones, on the agent's PATH alone. */
import { writeFile } from 'node:fs/promises';
import { plainEnvironment } from '../place.ts';
import type { AgentHost } from './agent-host.ts';

const folder = '/stubs';
const everywhere = plainEnvironment.PATH;

/**
 * Puts a shell script in place of `program` and starts the agent with it. In the script, `$real` is the program itself, and
 * `$here` the folder of the stubs, for files that the test and the stub share.
 */
export async function startAgentWithStub(host: AgentHost, program: string, script: string): Promise<void> {
  await writeStub(host, program, script);
  await host.startAgent({ env: { PATH: `${host.lab.path(folder)}:${everywhere}` } });
}

/** Another stub, for the next agent. */
export async function writeStub(host: AgentHost, program: string, script: string): Promise<void> {
  const here = host.lab.path(folder);
  const text = `#!/bin/sh\nhere=${here}\nreal=$(PATH=${everywhere} command -v ${program})\n${script}\n`;
  await host.lab.writeFile(`${folder}/${program}`, text, 0o755);
}

/** Shell code for a stub: reports its arrival, and waits for `openGate`. */
export const waitAtGate = '[ -p "$here/gate" ] || mkfifo "$here/gate"; : >"$here/reached"; : <"$here/gate"';

/**
 * A stub of ip(8) that runs `then`, shell code, when the gateways are about to be probed: once the plan is made, before anything
 * is changed. The agent gives that to an ip(8) that stays (src/host/ip-processes.ts).
 */
export const afterThePlan = (then: string): string => `
case $* in '-json '*'-batch -') ;; *) exec "$real" "$@" ;; esac
while read -r line; do
  case $line in 'neigh replace '*) ${then} ;; esac
  printf '%s\\n' "$line"
done | "$real" "$@"`;

/** A stub of ip(8) that stops after the uplink has joined br0, before the check. */
export const waitAfterJoin = `
[ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
case $batch in *' master br0'*) ${waitAtGate} ;; esac`;

export function reachedGate(host: AgentHost): boolean {
  return host.lab.exists(`${folder}/reached`);
}

/** Lets the waiting stub continue; returns when it does. */
export async function openGate(host: AgentHost): Promise<void> {
  // Opening a FIFO for writing waits for its reader (fifo(7)).
  await writeFile(host.lab.path(`${folder}/gate`), '');
}

/** Succeeds for the first run only, even among several at the same time: for what fails once. */
export const once = 'mkdir "$here/used" 2>/dev/null';
