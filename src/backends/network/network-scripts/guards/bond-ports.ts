/** The ports of a bond that is taken off NetworkManager: left with it, they would have no bond to be in. */
import { AgentError } from '../../../../contract/errors.ts';
import type { StackState } from '../../../../model/host-state.ts';
import { linkNamed, portsOf } from '../../../../model/links.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { networkManagerReads } from './boot-reader.ts';

/** Throws AgentError(Conflict) where NetworkManager has one of them now, or takes it at boot. */
export function refuseBondPorts({ interface: bond, networkmanager }: CreateBridgeRequest, state: StackState): void {
  if (networkmanager !== 'release' || !state.live || linkNamed(bond, state.links)?.kind !== 'bond') return;
  const { devices, status } = state.networkManager;
  const held = portsOf(bond, state.links).find(({ name }) => {
    return (status === 'running' && devices[name] === 'managed') || networkManagerReads([name], state);
  });
  if (held === undefined) return;
  throw new AgentError(
    'Conflict',
    `port '${held.name}' of bond '${bond}' is with NetworkManager, which would have no bond for it any more; set NM_CONTROLLED=no in 'ifcfg-${held.name}' and in those of the other ports first, or use networkmanager 'disable'`,
  );
}
