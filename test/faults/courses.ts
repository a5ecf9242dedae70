/** Records one good call of each kind, and plans all faults from that. */
import { planCallFaults } from './calls/plan.ts';
import type { RecordedCall } from './calls/recording.ts';
import { record } from './calls/strace.ts';
import { planCommandFaults } from './commands/plan.ts';
import { installStubs, recordCommands } from './commands/stubs.ts';
import { operations, type Operation } from './faults.ts';
import { firewalled, withFirewall } from './firewalled.ts';
import { kept, withNetworkManager } from './kept.ts';
import { goal, Stand, start } from './stand.ts';
import { interleave, mayBeWanted, type Course, type Sort, type Trial } from './trial.ts';
import { zoned, withZones } from './zoned.ts';
import { planUndoCommandFaults } from './undo/commands.ts';
import { planUndoFaults, recordUndo } from './undo/plan.ts';

/** Hosts of different sorts, on which CreateBridge and DeleteBridge are tried. */
export const usualSorts: readonly Sort[] = [
  { stand: {}, begins: operations, plan: planSystem },
  { stand: { prepare: installStubs }, begins: operations, plan: planCommands },
  ofBridge('firewall', firewalled, withFirewall),
  ofBridge('firewalld', zoned, withZones),
  ofBridge('NetworkManager', kept, withNetworkManager),
];

function ofBridge(word: string, stand: Sort['stand'], choose: (trials: readonly Trial[]) => readonly Trial[]): Sort {
  const begins = operations.map((operation) => `${operation} ${word}`);
  return { stand, begins, plan: async (own, operation) => choose(await planAll(own, operation)) };
}

/** @param only as `isWanted` has it: sorts of which none is wanted are not recorded. */
export async function planCourses(
  sorts: readonly Sort[] = usualSorts,
  only: readonly string[] = [],
): Promise<readonly Course[]> {
  const wanted = sorts.filter(({ begins }) => mayBeWanted(begins, only));
  const [first, second, ...others] = wanted.map((sort) => () => planCourse(sort));
  const courses = await Promise.all([first?.(), second?.()]);
  const later: Course[] = [];
  for (const plan of others) later.push(await plan());
  return [...courses.filter((course) => course !== undefined), ...later];
}

async function planCourse({ stand: options, plan }: Sort): Promise<Course> {
  const stand = await Stand.make(options);
  try {
    const lists: (readonly Trial[])[] = [];
    for (const operation of operations) lists.push(await plan(stand, operation));
    return { stand: options, trials: interleave(lists) };
  } finally {
    await stand.end();
  }
}

/** Faults in the agent's system calls, and SIGKILLs of undo.sh. */
async function planSystem(stand: Stand, operation: Operation): Promise<readonly Trial[]> {
  const calls = await recordCalls(stand, operation);
  const last = commitOf(calls);
  await stand.reach(start[operation]);
  const undo = await recordUndo(stand, operation, last);
  return [...planCallFaults(operation, calls), ...planUndoFaults(operation, undo, last)];
}

export async function recordCalls(stand: Stand, operation: Operation): Promise<readonly RecordedCall[]> {
  await stand.approach(operation);
  const calls = await record(stand.host.agent.pid, () => stand.call(operation));
  stand.isNow(goal[operation]);
  return calls;
}

/** Faults in the commands of undo.sh. */
export async function planUndoing(stand: Stand, operation: Operation): Promise<readonly Trial[]> {
  return planUndoCommandFaults(stand, operation, commitOf(await recordCalls(stand, operation)));
}

/** The rename that commits the change. */
function commitOf(calls: readonly RecordedCall[]): RecordedCall {
  const commit = calls.find(({ name }) => name === 'commit');
  if (commit === undefined) throw new Error('no rename in the recording keeps the change');
  return commit;
}

async function planCommands(stand: Stand, operation: Operation): Promise<readonly Trial[]> {
  await stand.approach(operation);
  const commands = await recordCommands(stand.host, () => stand.call(operation));
  stand.isNow(goal[operation]);
  return planCommandFaults(operation, commands);
}

export async function planAll(stand: Stand, operation: Operation): Promise<readonly Trial[]> {
  return [...(await planCommands(stand, operation)), ...(await planSystem(stand, operation))];
}
