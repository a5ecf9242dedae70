/** Which of our methods a call means. */
import { AgentError } from '../../contract/errors.ts';
import type { MethodName } from '../../contract/methods.ts';
import { agentInterface, objectPath } from '../../contract/names.ts';
import type { IncomingCall } from '../bus.ts';
import { printable } from '../wire/printable.ts';
import { anywhere, interfaces, objects, type InterfaceName, type StandardMethodName } from './interfaces.ts';

export type Route =
  | { readonly kind: 'agent'; readonly method: MethodName }
  | { readonly kind: 'standard'; readonly method: StandardMethodName };

type Asked = Pick<IncomingCall, 'path' | 'interface' | 'member'>;

/** Throws AgentError: UnknownObject, UnknownInterface or UnknownMethod. */
export function routeCall(call: Asked): Route {
  const served = objects.get(call.path);
  const route = findMethod(call, served ?? anywhere);
  if (route !== undefined) return route;
  if (served === undefined) {
    throw new AgentError(
      'UnknownObject',
      `there is no object '${printable(call.path)}'; the agent's object is '${objectPath}'`,
    );
  }
  if (call.interface !== undefined && !served.some((name) => name === call.interface)) {
    throw new AgentError(
      'UnknownInterface',
      `'${printable(call.path)}' has no interface '${printable(call.interface)}'`,
    );
  }
  throw new AgentError('UnknownMethod', `there is no method '${printable(call.member)}'; see the introspection`);
}

/** Without an interface the first that has the member is meant (D-Bus specification: method calls). */
function findMethod({ interface: wanted, member }: Asked, served: readonly InterfaceName[]): Route | undefined {
  const candidates = served.filter((name) => wanted === undefined || name === wanted);
  const found = candidates.find((name) => Object.hasOwn(interfaces[name], member));
  if (found === undefined) return undefined;
  return found === agentInterface
    ? { kind: 'agent', method: member as MethodName }
    : { kind: 'standard', method: member as StandardMethodName };
}
