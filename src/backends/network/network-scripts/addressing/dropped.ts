/** Addresses that a bridge with another addressing does not take over, although no file says whose they are. */
import { quoted } from '../../../../contract/quoted.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { isLeased } from '../../../dhclient/leased.ts';
import { isLasting } from '../../../links/configured.ts';
import { fileAddressing } from './file-addressing.ts';
import type { Files } from './kept-addressing.ts';
import { listed, withoutThese } from '../../addresses/lists.ts';

/**
 * A sentence for the caller: that the file's go is what was asked for; a daemon, such as keepalived, may miss its own. Of DHCP
 * only IPv4 is another (see liveBeside).
 */
export function droppedWarnings(request: CreateBridgeRequest, files: Files, state: HostState): readonly string[] {
  const { interface: device, addressing, addresses, activate, bridge } = request;
  if (activate === 'boot') return [];
  const { name, get } = files.port;
  const inFile = fileAddressing({ name, get, getDefault: files.defaults.get }, device).addresses;
  const live = state.links.find((link) => link.name === device)?.addresses ?? [];
  const set = live.filter((one) => isLasting(one) && !isLeased(one, device, state));
  const going = set.filter(({ family }) => addressing !== 'dhcp' || family === 4);
  const dropped = withoutThese(withoutThese(going, inFile), addresses);
  if (dropped.length === 0) return [];
  const [many, it] = dropped.length > 1 ? ['es', 'them'] : ['', 'it'];
  const advice =
    addressing === 'static'
      ? `name ${it} in 'addresses' if '${bridge}' is to have ${it}`
      : `give ${it} to '${bridge}' afterwards if it needs ${it}`;
  return [
    `addressing '${addressing}' takes away the address${many} ${listed(dropped)}, which a program may have put on '${device}', because ${quoted(name)} lacks ${it}; ${advice}`,
  ];
}
