/** Every possible fault in the recorded system calls of the agent. */
import { handOf, type Hand, type Operation } from '../faults.ts';
import { hasEnded, recover, settle } from '../aftermath.ts';
import type { Stand } from '../stand.ts';
import type { Trial } from '../trial.ts';
import type { Verdict } from '../verdict.ts';
import { effectsOf, type Effect } from './calls.ts';
import type { RecordedCall } from './recording.ts';
import { inject } from './strace.ts';

interface CallFault {
  readonly operation: Operation;
  readonly call: RecordedCall;
  readonly effect: Effect;
  readonly hand: Hand;
}

/** Their names are like `CreateBridge rename 7 SIGKILL`. Pure. */
export function planCallFaults(operation: Operation, calls: readonly RecordedCall[]): readonly Trial[] {
  const faults = calls.flatMap((call) => effectsOf(call.name).map((effect) => ({ operation, call, effect })));
  const kills = faults.filter(({ effect }) => effect === 'SIGKILL');
  return faults.map((fault) => {
    const hand = handOf(kills.indexOf(fault));
    return {
      name: nameOf(fault),
      kind: `${fault.call.name} ${fault.effect}`,
      run: (stand) => run(stand, { ...fault, hand }),
    };
  });
}

function nameOf({ operation, call, effect }: Omit<CallFault, 'hand'>): string {
  return `${operation} ${call.name} ${call.nth} ${effect}`;
}

/** Makes the call with the fault, lets recovery run, and checks the host. */
async function run(stand: Stand, fault: CallFault): Promise<Verdict> {
  const { operation, call, effect, hand } = fault;
  await stand.approach(operation);
  const tracer = await inject(stand.host.agent.pid, call, effect);
  const reply = await stand.call(operation);
  const died = await hasEnded(stand, reply);
  const trace = await tracer.stop();
  const reached = trace.includes(effect === 'SIGKILL' ? '+++ killed by SIGKILL +++' : '(INJECTED)');
  if (died) await recover(stand, hand);
  const violations = await settle(stand, { operation, reply, died });
  const kind = `${call.name} ${effect}`;
  return { name: nameOf(fault), kind, about: call.about, reached, died, violations, log: stand.host.log() };
}
