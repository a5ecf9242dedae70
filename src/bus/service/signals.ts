/** The agent's own signals. */
import type { Logger } from 'pino';
import { agentInterface, objectPath } from '../../contract/names.ts';
import { variantMap } from '../../model/bus-value.ts';
import type { Bus, OutgoingSignal } from '../bus.ts';
import { getProperty, type AgentProperties, type PropertyName } from './properties.ts';

export interface AgentSignals {
  /** To this caller alone. */
  readonly progress: (sender: string, transaction: string, title: string, done: number, total: number) => void;
  /** To everybody: an id and a state, and nothing of what was asked. */
  readonly transactionChanged: (transaction: string, state: string) => void;
  /** To everybody, with the values as they are now. */
  readonly propertiesChanged: (names: readonly PropertyName[]) => void;
}

/** None of them throws: a signal that cannot be sent must not end the work it tells of. */
export function createSignals(bus: Bus, properties: AgentProperties, log: Logger): AgentSignals {
  const send = (signal: Omit<OutgoingSignal, 'path'>): void => {
    try {
      bus.signal({ path: objectPath, ...signal });
    } catch (error) {
      log.error({ err: error, signal: signal.member }, 'cannot send a signal');
    }
  };
  return {
    progress: (destination, ...body) =>
      send({ destination, interface: agentInterface, member: 'Progress', signature: 'ssuu', body }),
    transactionChanged: (...body) =>
      send({ interface: agentInterface, member: 'TransactionChanged', signature: 'ss', body }),
    propertiesChanged: (names) => {
      const values = names.map((name) => [name, getProperty(properties, agentInterface, name)] as const);
      const body = [agentInterface, variantMap(Object.fromEntries(values)), []];
      send({
        interface: 'org.freedesktop.DBus.Properties',
        member: 'PropertiesChanged',
        signature: 'sa{sv}as',
        body,
      });
    },
  };
}
