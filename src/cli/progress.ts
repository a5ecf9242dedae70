/** A call that takes a while: its progress, and what an interrupt means. */
import { setTimeout as wait } from 'node:timers/promises';
import type { MethodName } from '../contract/methods.ts';
import type { BusValue } from '../model/bus-value.ts';
import type { AgentClient } from './agent-client.ts';
import type { Plain } from './replies.ts';
import type { Session } from './session.ts';
import { safeLine } from './terminal/safe.ts';

/** 128 and the signal's number, as in a shell. */
const interrupted = 130;

/**
 * Calls the method and shows each step as it begins. An interrupt ends the client but not the change: the agent finishes it, and
 * the user is told. Throws Failure.
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

/** The promise's value, or undefined after the given milliseconds. */
export async function within<Value>(work: Promise<Value>, milliseconds: number): Promise<Value | undefined> {
  const over = new AbortController();
  const timer = wait(milliseconds, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, timer]);
  } finally {
    over.abort();
  }
}
