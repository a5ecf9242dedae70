/** What stays with the interface when the host moves to a bridge: said, or refused where it would cut the host off. */
import { AgentError } from '../../contract/errors.ts';
import type { Link } from '../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { dangersOf, impossibleOn } from './dangers.ts';
import { kernelWarnings } from './kernel-warnings.ts';
import { programWarnings, unreadWarnings } from './program-warnings.ts';

/** Throws AgentError(Refused) where the host would lose its network and no time for a confirmation was given. */
export function planCreateDependents(
  request: CreateBridgeRequest,
  { state, ownClient = false }: AspectContext,
): StepGroup {
  const { bridge, interface: name } = request;
  const port = state.links.find((link) => link.name === name);
  // It was said when the interface became a port.
  if (port?.master === bridge) return nothing;
  const dangers = port === undefined ? [] : refuseDangers(request, port, state);
  const { dependents } = state;
  return {
    ...nothing,
    warnings: [
      ...dangers,
      ...programWarnings(dependents.mentions, name, bridge),
      ...unreadWarnings(dependents.unread, name),
      ...(port === undefined ? [] : kernelWarnings(port, bridge, state, ownClient)),
    ],
  };
}

/** @returns what the caller takes upon itself with 'confirm-within': a sentence each. */
function refuseDangers(request: CreateBridgeRequest, port: Link, state: AspectContext['state']): readonly string[] {
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
