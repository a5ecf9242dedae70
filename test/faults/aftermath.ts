/** After a fault: the undo, and the check of the host. */
import { fileURLToPath } from 'node:url';
import type { CallResult } from '../lab/bus-call.ts';
import type { Hand } from './faults.ts';
import { findViolations, whichState, type Aftermath } from './invariants.ts';
import { goal, type Stand } from './stand.ts';

const recoverScript = fileURLToPath(new URL('../../systemd/recover', import.meta.url));
/** Milliseconds for an agent to settle a change after it lost the bus; it waits for gateways. */
const patience = 180_000;

/** If the caller got no answer, the agent is about to exit. */
export async function hasEnded({ host: { agent } }: Stand, reply: CallResult): Promise<boolean> {
  const gone = !reply.ok && /\.(?:NoReply|Disconnected|ServiceUnknown)$/.test(reply.errorName);
  if (!gone) return !agent.running;
  const late = new Promise((resolve) => setTimeout(resolve, patience, 'late').unref());
  return (await Promise.race([agent.ended, late])) !== 'late';
}

/** What process 1 does: the timer or the unit at boot, and then the agent again. */
export async function recover(stand: Stand, hand: Hand): Promise<void> {
  const { lab } = stand.host;
  const state = lab.path('/var/lib/bridgehead');
  if (hand === 'recover') await lab.host(['sh', recoverScript, state], { timeoutMs: patience });
  if (hand === 'timer') {
    const fire = `for undo in ${state}/transactions/[0-9a-f]*/undo.sh; do [ ! -e "$undo" ] || sh "$undo" --if applying; done`;
    await lab.host(['sh', '-c', fire], { timeoutMs: patience });
  }
  // The transaction's own timer would go on sleeping for three minutes.
  if (hand !== 'agent') await lab.host(['pkill', '-KILL', '-f', 'bridgehead-[0-9a-f]{32}']);
  await stand.startAgent();
}

/** Checks the invariants, and that the next call succeeds and leaves the host exactly as requested. */
export async function settle(stand: Stand, after: Aftermath): Promise<readonly string[]> {
  if (!after.reply.ok) await stand.giveUp();
  const { situation, violations } = await findViolations(stand, after);
  if (situation === undefined || violations.length > 0) return violations;
  stand.isNow(situation);
  const next = situation === 'plain' ? 'CreateBridge' : after.operation;
  const again = await stand.call(next);
  if (!again.ok) return [`the next call says ${again.errorName}: ${again.errorMessage}`];
  stand.isNow(goal[next]);
  const then = await whichState(stand);
  return then.situation === goal[next] ? then.violations : [`after the next call, ${next}:`, ...then.violations];
}
