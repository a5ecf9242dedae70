/** `org.freedesktop.DBus.Properties` for the agent's interface: everyone may read them, and none can be written. */
import { AgentError } from '../../contract/errors.ts';
import { properties, type PropertyName } from '../../contract/methods.ts';
import { agentInterface } from '../../contract/names.ts';
import { variant, variantMap, type Variant, type VariantMap } from '../../model/bus-value.ts';
import { printable } from '../wire/printable.ts';

export type AgentProperties = Readonly<Record<PropertyName, string>>;

/** Throws AgentError UnknownInterface or UnknownProperty. */
export function getProperty(values: AgentProperties, interfaceName: string, name: string): Variant {
  requireInterface(interfaceName);
  requireProperty(name);
  return variant(properties[name], values[name]);
}

/** Throws AgentError UnknownInterface. */
export function getAllProperties(values: AgentProperties, interfaceName: string): VariantMap {
  requireInterface(interfaceName);
  const names = Object.keys(properties) as PropertyName[];
  return variantMap(Object.fromEntries(names.map((name) => [name, variant(properties[name], values[name])])));
}

/** Always throws AgentError: UnknownInterface, UnknownProperty or PropertyReadOnly. */
export function setProperty(interfaceName: string, name: string): never {
  requireInterface(interfaceName);
  requireProperty(name);
  throw new AgentError('PropertyReadOnly', `the property '${name}' is read-only`);
}

/** An empty name means any interface (D-Bus specification: org.freedesktop.DBus.Properties). */
function requireInterface(name: string): void {
  if (name === agentInterface || name === '') return;
  throw new AgentError('UnknownInterface', `the interface '${printable(name)}' has no properties here`);
}

function requireProperty(name: string): asserts name is PropertyName {
  if (Object.hasOwn(properties, name)) return;
  throw new AgentError('UnknownProperty', `there is no property '${printable(name)}'; see the introspection`);
}
