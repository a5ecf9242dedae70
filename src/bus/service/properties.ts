/** `org.freedesktop.DBus.Properties` for the agent's interface: everyone may read them, and none can be written. */
import { AgentError } from '../../contract/errors.ts';
import { agentInterface } from '../../contract/names.ts';
import { variant, type Variant, type VariantMap } from '../../model/bus-value.ts';
import { printable } from '../wire/printable.ts';

/** The properties of the contract, each read when it is asked for. */
export interface AgentProperties {
  readonly Version: () => string;
  readonly NetworkBackend: () => string;
}

export type PropertyName = keyof AgentProperties;

/** Throws AgentError UnknownInterface or UnknownProperty. */
export function getProperty(properties: AgentProperties, interfaceName: string, name: string): Variant {
  requireInterface(interfaceName);
  requireProperty(properties, name);
  return variant('s', properties[name]());
}

/** Throws AgentError UnknownInterface. */
export function getAllProperties(properties: AgentProperties, interfaceName: string): VariantMap {
  requireInterface(interfaceName);
  return new Map(Object.entries<() => string>({ ...properties }).map(([name, read]) => [name, variant('s', read())]));
}

/** Always throws AgentError: UnknownInterface, UnknownProperty or PropertyReadOnly. */
export function setProperty(properties: AgentProperties, interfaceName: string, name: string): never {
  requireInterface(interfaceName);
  requireProperty(properties, name);
  throw new AgentError('PropertyReadOnly', `the property '${name}' is read-only`);
}

/** An empty name means any interface (D-Bus specification: org.freedesktop.DBus.Properties). */
function requireInterface(name: string): void {
  if (name === agentInterface || name === '') return;
  throw new AgentError('UnknownInterface', `the interface '${printable(name)}' has no properties here`);
}

function requireProperty(properties: AgentProperties, name: string): asserts name is PropertyName {
  if (Object.hasOwn(properties, name)) return;
  throw new AgentError('UnknownProperty', `there is no property '${printable(name)}'; see the introspection`);
}
