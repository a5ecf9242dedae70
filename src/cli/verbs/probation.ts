/** A change on probation, on a terminal: counts down, and takes the user's answer. */
import type { ExitReason } from '../../contract/exit-codes.ts';
import type { AgentClient } from '../agent-client.ts';
import { within } from '../progress.ts';
import { readAll, transactionSchema, type ChangeResult } from '../replies.ts';
import type { Session } from '../session.ts';
import { listenForKeys } from '../terminal/keys.ts';
import { clockTime } from '../views/words.ts';

/** What ends the wait. */
type End =
  | { readonly kind: 'confirm' | 'roll-back' | 'leave' | 'time-is-over' }
  | { readonly kind: 'signal'; readonly signal: 'SIGHUP' | 'SIGTERM' }
  /** It was settled elsewhere. */
  | { readonly kind: 'decided'; readonly state: string };

/** Milliseconds for the agent, or its timer, to undo the change after the deadline. */
const longestUndo = 90_000;

/** Throws Failure if the agent refuses the answer. */
export async function askToConfirm(session: Session, agent: AgentClient, result: ChangeResult): Promise<ExitReason> {
  const { messages, screen } = session;
  const end = await waitForEnd(session, agent, result);
  screen.status('');
  switch (end.kind) {
    case 'confirm':
      return confirm(session, agent, result.transaction);
    case 'roll-back':
      return rollBack(session, agent, result.transaction);
    case 'decided':
      return tellDecision(session, end.state);
    case 'time-is-over':
      return waitForUndo(session, agent, result.transaction);
    case 'leave':
      screen.note(messages.probation.left(clockTime(result.deadline ?? 0)));
      return 'done';
    case 'signal':
      screen.note(messages.probation.left(clockTime(result.deadline ?? 0)));
      return endBy(end.signal);
  }
}

/** As the signal would have done: a terminal that has gone cannot be restored, and Node would fail at it. */
function endBy(signal: NodeJS.Signals): Promise<never> {
  process.kill(process.pid, signal);
  return new Promise(() => undefined);
}

function waitForEnd({ messages, screen }: Session, agent: AgentClient, result: ChangeResult): Promise<End> {
  const { transaction, deadline = 0 } = result;
  return new Promise((resolve) => {
    const signals = (['SIGHUP', 'SIGTERM'] as const).map(
      (signal) => [signal, () => finish({ kind: 'signal', signal })] as const,
    );
    const tick = (): void => {
      const left = Math.round(deadline - Date.now() / 1000);
      if (left <= 0) finish({ kind: 'time-is-over' });
      else screen.status(messages.probation.question(left));
    };
    const clock = setInterval(tick, 250);
    const onInterrupt = (): void => finish({ kind: 'roll-back' });
    const restore = listenForKeys(process.stdin, (key) => {
      if (key === 'yes') finish({ kind: 'confirm' });
      if (key === 'no' || key === 'interrupt') finish({ kind: 'roll-back' });
      if (key === 'end') finish({ kind: 'leave' });
      if (key === 'gone') finish({ kind: 'signal', signal: 'SIGHUP' });
    });
    const finish = (end: End): void => {
      clearInterval(clock);
      restore();
      process.off('SIGINT', onInterrupt);
      for (const [signal, listener] of signals) process.off(signal, listener);
      resolve(end);
    };
    process.once('SIGINT', onInterrupt);
    for (const [signal, listener] of signals) process.once(signal, listener);
    agent.onTransactionChanged((changed, state) => {
      if (changed === transaction && isOver(state)) finish({ kind: 'decided', state });
    });
    tick();
  });
}

function isOver(state: string): boolean {
  return state === 'committed' || state === 'rolled-back' || state === 'rollback-incomplete';
}

async function confirm({ messages, screen }: Session, agent: AgentClient, transaction: string): Promise<ExitReason> {
  screen.status(messages.probation.keeping);
  await agent.call('Confirm', [transaction]);
  screen.note(screen.paintNotes('green', messages.probation.kept));
  return 'done';
}

/** An interrupt meanwhile changes nothing: the agent is rolling back already. */
async function rollBack({ messages, screen }: Session, agent: AgentClient, transaction: string): Promise<ExitReason> {
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  screen.status(messages.probation.takingBack);
  await agent.call('Rollback', [transaction]).finally(() => process.off('SIGINT', ignore));
  screen.note(messages.probation.takenBack);
  return 'takenBack';
}

function tellDecision({ messages, screen }: Session, state: string): ExitReason {
  const { probation } = messages;
  if (state === 'committed') {
    screen.note(screen.paintNotes('green', probation.keptElsewhere));
    return 'done';
  }
  screen.note(state === 'rolled-back' ? probation.takenBack : screen.paintNotes('red', probation.incomplete));
  return state === 'rolled-back' ? 'takenBack' : 'incomplete';
}

/** The agent signals when it is done; if it is dead, a timer undoes the change, and the next agent lists it. */
async function waitForUndo(session: Session, agent: AgentClient, transaction: string): Promise<ExitReason> {
  session.screen.status(session.messages.probation.timeIsOver);
  const told = new Promise<string>((resolve) =>
    agent.onTransactionChanged((changed, state) => {
      if (changed === transaction && isOver(state)) resolve(state);
    }),
  );
  const state = await within(told, 2000).then(
    (said) => said ?? within(lookUntilOver(agent, transaction, told), longestUndo),
  );
  return tellDecision(session, state ?? 'rollback-incomplete');
}

async function lookUntilOver(agent: AgentClient, transaction: string, told: Promise<string>): Promise<string> {
  for (;;) {
    const [list = []] = await agent.call('ListTransactions').catch(() => []);
    const state = readAll(transactionSchema, list).find((one) => one.transaction === transaction)?.state ?? '';
    if (isOver(state)) return state;
    const said = await within(told, 1000);
    if (said !== undefined) return said;
  }
}
