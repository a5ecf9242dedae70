/** A call that takes a while: what it is at, and what an interrupt means. */
import { setTimeout as wait } from 'node:timers/promises';
import type { MethodName } from '../contract/methods.ts';
import type { BusValue } from '../model/bus-value.ts';
import type { AgentClient } from './agent-client.ts';
import type { Plain } from './replies.ts';
import type { Session } from './session.ts';
import { safeLine } from './terminal/safe.ts';

/** 128 and the signal's number, as a shell has it. */
const interrupted = 130;

/**
 * Calls, and shows each step as it begins. An interrupt ends the client and not the change: the agent finishes what it has
 * begun, and the user is told. Throws Failure.
 */
export async function watchProgress(
  session: Session,
  agent: AgentClient,
  method: MethodName,
  args: readonly BusValue[],
): Promise<readonly Plain[]> {
  const { screen, messages } = session;
  let begun = false;
  await agent.listen({
    progress: ({ title, done, total }) => {
      begun = true;
      session.progress(`[${Math.min(done + 1, total)}/${total}] ${safeLine(title)}`);
    },
  });
  const leave = (): void => {
    screen.note(begun ? messages.agentGoesOn : '');
    process.exit(interrupted);
  };
  process.once('SIGINT', leave);
  try {
    return await agent.call(method, args);
  } finally {
    process.off('SIGINT', leave);
    screen.status('');
  }
}

/** What a promise gives, or undefined when the time is over. @param milliseconds of patience */
export async function within<Value>(work: Promise<Value>, milliseconds: number): Promise<Value | undefined> {
  const over = new AbortController();
  const timer = wait(milliseconds, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, timer]);
  } finally {
    over.abort();
  }
}
