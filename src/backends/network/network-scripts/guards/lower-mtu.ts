/** A VLAN's MTU at the next boot: no more than that of the link below it (kernel: vlan_dev_change_mtu). */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { mtuOf, type Source } from '../contents/bridge-entries.ts';
import { lowerFileOf } from '../files/lower-file.ts';

/** Bytes (RFC 894), which a card has without a word in its file. */
const ethernetMtu = 1500;

/** Throws AgentError: OutOfRange for an MTU that was asked for, Conflict for one that the kernel has. */
export function refuseLowerMtu(request: CreateBridgeRequest, source: Source, state: HostState): void {
  const { made } = source;
  const mtu = Number(mtuOf(request, source) ?? ethernetMtu);
  if (made?.kind !== 'vlan' || mtu <= ethernetMtu) return;
  const file = lowerFileOf(made.lower, state);
  const lower = Number(file?.get('MTU') ?? ethernetMtu);
  if (mtu <= lower) return;
  const where = file === undefined ? `a file 'ifcfg-${made.lower}'` : quoted(file.name);
  throw new AgentError(
    request.mtu === undefined ? 'Conflict' : 'OutOfRange',
    `mtu ${mtu} is more than the next boot gives '${made.lower}' below VLAN '${request.interface}', which is ${lower}; set MTU=${mtu} in ${where} first`,
  );
}
