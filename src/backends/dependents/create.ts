/** What stays with the interface when the host moves to a bridge: said, or refused where it would cut the host off. */
import { AgentError } from '../../contract/errors.ts';
import type { Link } from '../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { childrenOf } from './children.ts';
import { dangersOf, impossibleOn } from './dangers.ts';
import { kernelWarnings } from './kernel-warnings.ts';
import { programWarnings, unreadWarnings } from './program-warnings.ts';

/** Throws AgentError(Refused) where the host would lose its network and no time for a confirmation was given. */
export function planCreateDependents(request: CreateBridgeRequest, context: AspectContext): StepGroup {
  const { state, ports = [] } = context;
  const { bridge, interface: name } = request;
  const port = state.links.find((link) => link.name === name);
  // It was said when the interface became a port.
  const own = port?.master === bridge ? [] : warningsFor(name, port, request, context);
  return { ...nothing, warnings: [...own, ...ports.flatMap((link) => warningsFor(link.name, link, request, context))] };
}

function warningsFor(
  name: string,
  port: Link | undefined,
  request: CreateBridgeRequest,
  { state, ownClient = false }: AspectContext,
): readonly string[] {
  const { bridge } = request;
  const dangers = port === undefined ? [] : refuseDangers(request, port, state);
  const { dependents } = state;
  return [
    ...dangers,
    ...programWarnings(dependents.mentions, name, bridge),
    ...unreadWarnings(dependents.unread, name),
    ...(port === undefined ? [] : kernelWarnings(port, bridge, state, ownClient)),
  ];
}

/** @returns what the caller takes upon itself with 'confirm-within': a sentence each. */
function refuseDangers(request: CreateBridgeRequest, port: Link, state: AspectContext['state']): readonly string[] {
  refuseSmallerMtu(request, port, state);
  const impossible = impossibleOn(port, state);
  if (impossible !== undefined) throw new AgentError('Refused', impossible);
  const dangers = dangersOf(port, request.bridge, state);
  const [first] = dangers;
  if (first === undefined || request.confirmWithin > 0) return dangers;
  throw new AgentError(
    'Refused',
    `${first}, or use 'confirm-within' so that the change is undone if the host is cut off`,
  );
}

/** A VLAN gets no larger than the link below it, and would not grow back (kernel: vlan_device_event). */
function refuseSmallerMtu({ mtu }: CreateBridgeRequest, port: Link, state: AspectContext['state']): void {
  const vlan = childrenOf(port, state).find((child) => child.kind === 'vlan' && mtu !== undefined && child.mtu > mtu);
  if (mtu === undefined || vlan === undefined) return;
  throw new AgentError(
    'Conflict',
    `mtu ${mtu} is less than VLAN '${vlan.name}' on '${port.name}' has, which is ${vlan.mtu}, and would become its too; lower that first`,
  );
}
