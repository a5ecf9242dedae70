/** ListInterfaces: which of the host's interfaces can be bridged, and why another cannot. */
import { backendOf, stackOf } from '../backends/network/detect.ts';
import type { SharedHostState } from '../backends/host-state/read-shared.ts';
import { variant, variantMap, type BusValue } from '../model/bus-value.ts';
import { stackParts, type Link, type StackState } from '../model/host-state.ts';
import { bridgingProblem, portReason } from '../model/uplink-kinds.ts';
import { addressesOf, listOf } from './shared/list.ts';
import type { Operation } from './shared/operation.ts';

export function listInterfaces(host: SharedHostState): Operation<undefined> {
  return listOf(host, stackParts, (state) =>
    state.links.filter((link) => link.bridge === undefined).map((link) => describeInterface(link, state)),
  );
}

function describeInterface(link: Link, state: StackState): BusValue {
  const reason = whyNot(link, state);
  return variantMap({
    name: variant('s', link.name),
    kind: variant('s', link.kind ?? link.type),
    mac: variant('s', link.mac),
    mtu: variant('u', link.mtu),
    up: variant('b', link.up),
    carrier: variant('b', link.carrier),
    master: variant('s', link.master ?? ''),
    addresses: variant('as', addressesOf(link)),
    stack: variant('s', stackOf(link.name, state) ?? ''),
    bridgeable: variant('b', reason === ''),
    reason: variant('s', reason),
  });
}

function whyNot(link: Link, state: StackState): string {
  const reason = portReason(link, state.links);
  if (reason !== undefined) return reason;
  const problem = bridgingProblem(link, state) ?? backendOf(link.name, state).readerProblem(link.name, state);
  return problem?.message ?? '';
}
