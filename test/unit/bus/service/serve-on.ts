/** The agent on a bus in memory, with the operations and the authorisation that a test wants. */
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import type { Authorizer } from '../../../../src/authorization/authorize.ts';
import { serveAgent, type Agent } from '../../../../src/bus/service/dispatcher.ts';
import type { Operations } from '../../../../src/operations/shared/operation.ts';
import type { RecordingBus } from './recording-bus.ts';

export const interfaceXml = readFileSync(
  new URL('../../../../src/contract/io.bridgehead.Agent1.xml', import.meta.url),
  'utf8',
);

/** @param write is given each line of the log. */
export function serveOn(
  bus: RecordingBus,
  operations: Operations,
  authorizer: Authorizer,
  write: (line: string) => void = () => undefined,
): Agent {
  return serveAgent(bus, {
    operations,
    authorizer,
    properties: { Version: '1.2.3', NetworkBackend: 'none' },
    interfaceXml,
    machineId: undefined,
    log: pino({ level: 'debug' }, { write }),
  });
}
