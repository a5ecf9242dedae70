/** The interfaces that every D-Bus object has: Introspectable, Properties and Peer. */
import { AgentError } from '../../contract/errors.ts';
import type { BusValue } from '../../model/bus-value.ts';
import type { IncomingCall } from '../bus.ts';
import { readArguments } from './arguments.ts';
import { standardMethods, type StandardMethodName } from './interfaces.ts';
import { getAllProperties, getProperty, setProperty, type AgentProperties } from './properties.ts';

export interface StandardInterfaces {
  readonly properties: AgentProperties;
  /** The introspection XML of each object, by its path. */
  readonly introspection: ReadonlyMap<string, string>;
  /** machine-id(5), if the host has one. */
  readonly machineId: string | undefined;
}

/** Returns the reply's body. Throws AgentError. Everyone may call these; they reveal nothing that needs authorisation. */
export function runStandardCall(
  call: IncomingCall,
  method: StandardMethodName,
  served: StandardInterfaces,
): readonly BusValue[] {
  const [first = '', second = ''] = readArguments(call, standardMethods[method].in).map(String);
  switch (method) {
    case 'Introspect':
      return [served.introspection.get(call.path) ?? ''];
    case 'Get':
      return [getProperty(served.properties, first, second)];
    case 'GetAll':
      return [getAllProperties(served.properties, first)];
    case 'Set':
      return setProperty(first, second);
    case 'Ping':
      return [];
    case 'GetMachineId':
      if (served.machineId === undefined) throw new AgentError('Failed', `this host has no 'machine-id'`);
      return [served.machineId];
  }
}
