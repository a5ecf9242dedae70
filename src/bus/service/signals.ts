/** The agent's own signals. */
import type { Logger } from 'pino';
import { agentInterface, objectPath } from '../../contract/names.ts';
import type { Bus, OutgoingSignal } from '../bus.ts';

export interface AgentSignals {
  /** To this caller alone. */
  readonly progress: (sender: string, transaction: string, title: string, done: number, total: number) => void;
  /** To everyone: an id and a state, and nothing of what was asked. */
  readonly transactionChanged: (transaction: string, state: string) => void;
}

/** None of them throws: a signal that cannot be sent must not end the work that it reports. */
export function createSignals(bus: Bus, log: Logger): AgentSignals {
  const send = (signal: Omit<OutgoingSignal, 'path' | 'interface'>): void => {
    try {
      bus.signal({ path: objectPath, interface: agentInterface, ...signal });
    } catch (error) {
      log.error({ err: error, signal: signal.member }, 'cannot send a signal');
    }
  };
  return {
    progress: (destination, ...body) => send({ destination, member: 'Progress', signature: 'ssuu', body }),
    transactionChanged: (...body) => send({ member: 'TransactionChanged', signature: 'ss', body }),
  };
}
