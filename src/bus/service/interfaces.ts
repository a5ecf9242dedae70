/** The objects that are served, the interfaces of each, and the methods of each interface. */
import { methods } from '../../contract/methods.ts';
import { agentInterface, objectPath } from '../../contract/names.ts';

const introspectable = {
  Introspect: { in: '', out: 's' },
} as const;

const properties = {
  Get: { in: 'ss', out: 'v' },
  GetAll: { in: 's', out: 'a{sv}' },
  Set: { in: 'ssv', out: '' },
} as const;

const peer = {
  Ping: { in: '', out: '' },
  GetMachineId: { in: '', out: 's' },
} as const;

/** D-Bus specification: standard interfaces. */
export const standardMethods = { ...introspectable, ...properties, ...peer } as const;
export type StandardMethodName = keyof typeof standardMethods;

export const interfaces = {
  [agentInterface]: methods,
  'org.freedesktop.DBus.Properties': properties,
  'org.freedesktop.DBus.Introspectable': introspectable,
  'org.freedesktop.DBus.Peer': peer,
} as const;
export type InterfaceName = keyof typeof interfaces;
export type StandardInterfaceName = Exclude<InterfaceName, typeof agentInterface>;

/** Of every object; those above the agent's own are there to be explored, and have nothing else. */
const common: readonly InterfaceName[] = ['org.freedesktop.DBus.Introspectable', 'org.freedesktop.DBus.Peer'];

/** The interfaces of each object, by its path. */
export const objects: ReadonlyMap<string, readonly InterfaceName[]> = new Map([
  [objectPath, [agentInterface, 'org.freedesktop.DBus.Properties', ...common]],
  ...pathsAbove(objectPath).map((path): [string, readonly InterfaceName[]] => [path, common]),
]);

/** A program answers as a peer at any path, even without an object there (D-Bus specification: org.freedesktop.DBus.Peer). */
export const anywhere: readonly InterfaceName[] = ['org.freedesktop.DBus.Peer'];

/** From `/` on. */
function pathsAbove(path: string): readonly string[] {
  const names = path.split('/').slice(1);
  return names.map((_, depth) => `/${names.slice(0, depth).join('/')}`);
}
