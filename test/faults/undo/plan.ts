/** K18 of docs/faults.md: undo.sh is killed twice at the same point, and then runs a third time. */
import { readFile } from 'node:fs/promises';
import { hasEnded, recover, settle } from '../aftermath.ts';
import type { RecordedCall } from '../calls/recording.ts';
import { inject } from '../calls/strace.ts';
import { hands, type Hand, type Operation } from '../faults.ts';
import type { Stand } from '../stand.ts';
import type { Trial } from '../trial.ts';
import type { Verdict } from '../verdict.ts';

/** A call of the shell that runs undo.sh: it starts a program, or writes a setting of the kernel itself. */
interface ShellCall {
  readonly syscall: string;
  readonly nth: number;
}

interface UndoFault {
  readonly operation: Operation;
  readonly call: ShellCall;
  /** The agent's last call before the commit: killed there, it leaves the whole change to be undone. */
  readonly last: RecordedCall;
  readonly hand: Hand;
}

const recorded = 'clone,clone3,fork,vfork,write';
const trace = '/var/lib/bridgehead/undo-trace';

/** Kills the agent at `last`, and lets undo.sh finish. @returns the calls its shell made. */
export async function recordUndo(
  stand: Stand,
  operation: Operation,
  last: RecordedCall,
): Promise<readonly ShellCall[]> {
  await leaveUnfinished(stand, operation, last);
  const { lab } = stand.host;
  await lab.host(undo(stand, ['-o', lab.path(trace), '-e', `trace=${recorded}`]));
  const calls = [...(await readFile(lab.path(trace), 'utf8')).matchAll(/^(\w+)\(/gm)].map(
    ([, syscall = '']) => syscall,
  );
  await lab.removeFile(trace);
  await recover(stand, 'recover');
  return calls.map((syscall, index) => ({
    syscall,
    nth: calls.slice(0, index + 1).filter((one) => one === syscall).length,
  }));
}

/** Their names are like `CreateBridge undo clone 12 SIGKILL`. Pure. */
export function planUndoFaults(
  operation: Operation,
  calls: readonly ShellCall[],
  last: RecordedCall,
): readonly Trial[] {
  return calls.map((call, index) => {
    const fault = { operation, call, last, hand: hands[index % hands.length] ?? 'agent' };
    return { name: nameOf(fault), kind: 'undo SIGKILL', run: (stand) => run(stand, fault) };
  });
}

function nameOf({ operation, call }: UndoFault): string {
  return `${operation} undo ${call.syscall} ${call.nth} SIGKILL`;
}

async function run(stand: Stand, fault: UndoFault): Promise<Verdict> {
  const { operation, call, last, hand } = fault;
  await stand.approach(operation);
  const reply = await leaveUnfinished(stand, operation, last);
  const inject = [
    '-o',
    '/dev/null',
    '-e',
    `trace=${call.syscall}`,
    '-e',
    `inject=${call.syscall}:signal=SIGKILL:when=${call.nth}`,
  ];
  const first = await stand.host.lab.host(undo(stand, inject));
  await stand.host.lab.host(undo(stand, inject));
  await recover(stand, hand);
  const violations = await settle(stand, { operation, reply, died: true });
  const about = `then ${hand}`;
  const verdict = { name: nameOf(fault), kind: 'undo SIGKILL', about, died: true, violations, log: stand.host.log() };
  return { ...verdict, reached: first.exitCode === 137 };
}

/** Kills the agent at `last`. */
export async function leaveUnfinished(stand: Stand, operation: Operation, last: RecordedCall) {
  const tracer = await inject(stand.host.agent.pid, last, 'SIGKILL');
  const reply = await stand.call(operation);
  await hasEnded(stand, reply);
  await tracer.stop();
  return reply;
}

/** Traces the shell alone, so that its children are not killed with it. */
function undo(stand: Stand, words: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', undoOpen(stand, 'strace "$@" sh'), 'sh', ...words];
}

/** Shell code that becomes undo.sh of the transaction that is neither committed nor undone. @param runner runs it. */
export function undoOpen({ host: { lab } }: Stand, runner: string): string {
  const scripts = `${lab.path('/var/lib/bridgehead/transactions')}/*/undo.sh`;
  const isOpen = '[ -e "${undo%/*}/state.applying" ] || [ -e "${undo%/*}/state.rolling-back" ]';
  return `for undo in ${scripts}; do if ${isOpen}; then exec ${runner} "$undo"; fi; done`;
}
