/** A virsh(1) for the agent alone that misbehaves once, when its arguments contain the words that a test names. */
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';

const stub = `
case "$* " in
*"$(cat "$here/words" 2>/dev/null || echo nothing)"*) rm "$here/words" ;;
*) exec "$real" "$@" ;;
esac
. "$here/instead"`;

/** Starts the agent with a virsh that is the real one until `nextTime`. */
export function startAgentWithVirsh(host: AgentHost): Promise<void> {
  return startAgentWithStub(host, 'virsh', stub);
}

/**
 * The next virsh whose arguments contain `words` does this instead. @param instead shell code with `$real`, `"$@"` and `$here`; see
 * stub-command.ts.
 */
export async function nextTime(host: AgentHost, words: string, instead: string): Promise<void> {
  await host.lab.removeFile('/stubs/reached');
  await host.lab.writeFile('/stubs/instead', `${instead}\n`);
  await host.lab.writeFile('/stubs/words', words);
}
