/** Which of our methods a call means. */
import { AgentError } from '../../contract/errors.ts';
import { methods, type MethodName } from '../../contract/methods.ts';
import { agentInterface, objectPath } from '../../contract/names.ts';
import type { IncomingCall } from '../bus.ts';
import { printable } from '../wire/printable.ts';

export const standardMethods = {
  Introspect: { interface: 'org.freedesktop.DBus.Introspectable', in: '', out: 's' },
  Get: { interface: 'org.freedesktop.DBus.Properties', in: 'ss', out: 'v' },
  GetAll: { interface: 'org.freedesktop.DBus.Properties', in: 's', out: 'a{sv}' },
  Set: { interface: 'org.freedesktop.DBus.Properties', in: 'ssv', out: '' },
  Ping: { interface: 'org.freedesktop.DBus.Peer', in: '', out: '' },
  GetMachineId: { interface: 'org.freedesktop.DBus.Peer', in: '', out: 's' },
} as const;

export type StandardMethodName = keyof typeof standardMethods;

export type Route =
  | { readonly kind: 'agent'; readonly method: MethodName }
  | { readonly kind: 'standard'; readonly method: StandardMethodName };

const peer = 'org.freedesktop.DBus.Peer';
const introspectable = 'org.freedesktop.DBus.Introspectable';

/**
 * @param parents the paths above the agent's object, which can only be introspected.
 * Throws AgentError: UnknownObject, UnknownInterface or UnknownMethod.
 */
export function routeCall(
  call: Pick<IncomingCall, 'path' | 'interface' | 'member'>,
  parents: ReadonlySet<string>,
): Route {
  const route = findMethod(call.interface, call.member);
  // A peer answers whatever the path (D-Bus specification: org.freedesktop.DBus.Peer).
  if (route !== undefined && interfaceOf(route) === peer) return route;
  if (call.path !== objectPath && !parents.has(call.path)) {
    throw new AgentError(
      'UnknownObject',
      `there is no object '${printable(call.path)}'; the agent's object is '${objectPath}'`,
    );
  }
  const served = call.path === objectPath ? interfacesOfAgent : interfacesOfParents;
  if (call.interface !== undefined && !served.has(call.interface)) {
    throw new AgentError(
      'UnknownInterface',
      `'${printable(call.path)}' has no interface '${printable(call.interface)}'`,
    );
  }
  if (route === undefined || !served.has(interfaceOf(route))) {
    throw new AgentError('UnknownMethod', `there is no method '${printable(call.member)}'; see the introspection`);
  }
  return route;
}

const interfacesOfParents: ReadonlySet<string> = new Set([introspectable, peer]);
const interfacesOfAgent: ReadonlySet<string> = new Set([
  agentInterface,
  ...Object.values(standardMethods).map((method) => method.interface),
]);

/** Without an interface the member's name decides, for no two of our interfaces share one. */
function findMethod(interfaceName: string | undefined, member: string): Route | undefined {
  const route = byName(member);
  if (route === undefined || interfaceName === undefined) return route;
  return interfaceOf(route) === interfaceName ? route : undefined;
}

function byName(member: string): Route | undefined {
  if (Object.hasOwn(methods, member)) return { kind: 'agent', method: member as MethodName };
  if (Object.hasOwn(standardMethods, member)) return { kind: 'standard', method: member as StandardMethodName };
  return undefined;
}

function interfaceOf(route: Route): string {
  return route.kind === 'agent' ? agentInterface : standardMethods[route.method].interface;
}
