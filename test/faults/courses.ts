/** Records one good CreateBridge and one good DeleteBridge, and plans all faults from that. */
import { planCallFaults } from './calls/plan.ts';
import type { RecordedCall } from './calls/recording.ts';
import { record } from './calls/strace.ts';
import { planCommandFaults } from './commands/plan.ts';
import { installStubs, recordCommands } from './commands/stubs.ts';
import { operations, type Operation } from './faults.ts';
import { firewalled, withFirewall } from './firewalled.ts';
import { kept, withNetworkManager } from './kept.ts';
import { goal, Stand, start, type StandOptions } from './stand.ts';
import { interleave, type Course, type Trial } from './trial.ts';
import { zoned, withZones } from './zoned.ts';
import { planUndoFaults, recordUndo } from './undo/plan.ts';

const bare: StandOptions = {};
const stubbed: StandOptions = { prepare: installStubs };

export async function planCourses(): Promise<readonly Course[]> {
  const [ofSystem, ofCommands] = await Promise.all([onStand(bare, planSystem), onStand(stubbed, planCommands)]);
  const ofFirewall = await onStand(firewalled, (stand, operation) => planAll(stand, operation, withFirewall));
  const ofZones = await onStand(zoned, (stand, operation) => planAll(stand, operation, withZones));
  const ofKept = await onStand(kept, (stand, operation) => planAll(stand, operation, withNetworkManager));
  return [
    // One course, so that each host is made once for both.
    { stand: bare, trials: interleave(ofSystem.map(({ calls, undo }) => [...calls, ...undo])) },
    { stand: stubbed, trials: interleave(ofCommands) },
    { stand: firewalled, trials: interleave(ofFirewall) },
    { stand: zoned, trials: interleave(ofZones) },
    { stand: kept, trials: interleave(ofKept) },
  ];
}

async function onStand<Result>(
  options: StandOptions,
  plan: (stand: Stand, operation: Operation) => Promise<Result>,
): Promise<readonly Result[]> {
  const stand = await Stand.make(options);
  try {
    const results: Result[] = [];
    for (const operation of operations) results.push(await plan(stand, operation));
    return results;
  } finally {
    await stand.end();
  }
}

async function planSystem(
  stand: Stand,
  operation: Operation,
): Promise<{ calls: readonly Trial[]; undo: readonly Trial[] }> {
  await stand.reach(start[operation]);
  const calls = await record(stand.host.agent.pid, () => stand.call(operation));
  stand.isNow(goal[operation]);
  const last = commitOf(calls);
  await stand.reach(start[operation]);
  return {
    calls: planCallFaults(operation, calls),
    undo: planUndoFaults(operation, await recordUndo(stand, operation, last), last),
  };
}

/** The rename that commits the change. */
function commitOf(calls: readonly RecordedCall[]): RecordedCall {
  const commit = calls.find(({ name }) => name === 'commit');
  if (commit === undefined) throw new Error('no rename in the recording keeps the change');
  return commit;
}

async function planCommands(stand: Stand, operation: Operation): Promise<readonly Trial[]> {
  await stand.reach(start[operation]);
  const commands = await recordCommands(stand.host, () => stand.call(operation));
  stand.isNow(goal[operation]);
  return planCommandFaults(operation, commands);
}

async function planAll(
  stand: Stand,
  operation: Operation,
  choose: (trials: readonly Trial[]) => readonly Trial[],
): Promise<readonly Trial[]> {
  const commands = await planCommands(stand, operation);
  const { calls, undo } = await planSystem(stand, operation);
  return choose([...commands, ...calls, ...undo]);
}
