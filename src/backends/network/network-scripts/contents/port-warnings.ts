/** What the caller is told of an interface whose file says more than is known here, or that a provider rents out. */
import { quoted } from '../../../../contract/quoted.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { isAddressKey } from '../addressing/address-keys.ts';
import type { Source } from './bridge-entries.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';

/** What belongs to the card and to its file (initscripts: sysconfig.txt; nm-settings-ifcfg-rh(5)); STARTMODE is SUSE's, which cloud-init writes everywhere. */
const cardKeys =
  /^(?:DEVICE|NAME|UUID|TYPE|DEVICETYPE|HWADDR|MACADDR|GENERATE_MAC_ADDRESS_MASK|ONBOOT|HOTPLUG|BOOTPROTO|BOOTP|NM_CONTROLLED|USERCTL|USERS|MTU|ETHTOOL_\w+|LINKDELAY|LINKSTATUS|SUBCHANNELS|NETTYPE|PORTNAME|OPTIONS|CTCPROT|LAYER2|BRIDGE|BRIDGING_OPTS|SRIOV\w*|DCB\w*|IEEE_8021X\w*|KEY\w*|AUTOCONNECT\w*|CONNECTION_\w+|PROXY_METHOD|BROWSER_ONLY|PAC_\w+|ALLMULTI|PROMISC|DEVTIMEOUT|BOOTTIMEOUT|LLDP|MDNS|LLMNR|VLAN|VLAN_\w+|PHYSDEV|VID|ONPARENT|REORDER_HDR|GVRP|MVRP|BONDING_\w+|SLAVE|OWNER|STARTMODE)$/;

/** Keys that are named one by one. */
const mostNamed = 8;

/** At most a sentence each. */
export function portWarnings(request: CreateBridgeRequest, { port }: Source, state: HostState): readonly string[] {
  return [...unknownKeys(port, request.interface), ...rentedServer(request.interface, port, state)];
}

function unknownKeys(port: IfcfgFile, device: string): readonly string[] {
  const unknown = port.keys.filter((key) => port.get(key) !== '' && !isAddressKey(key) && !cardKeys.test(key));
  if (unknown.length === 0) return [];
  const named = unknown.slice(0, mostNamed).map(quoted).join(', ');
  const more = unknown.length > mostNamed ? ` and ${unknown.length - mostNamed} more` : '';
  return [
    `${quoted(port.name)} sets ${named}${more}, which Bridgehead does not know; it stays with interface '${device}', so see whether the bridge needs it`,
  ];
}

/** An address that is a network of its own, with a default route all the same (IONOS, Hetzner, OVH and others). */
function rentedServer(device: string, port: IfcfgFile, { links, routes }: HostState): readonly string[] {
  const own =
    links
      .find(({ name }) => name === device)
      ?.addresses.filter(({ family, scope }) => family === 4 && scope === 'global') ?? [];
  const routed = routes.some(
    (route) => route.device === device && route.family === 4 && route.destination === 'default',
  );
  const live = own.length > 0 && own.every(({ prefix }) => prefix === 32) && routed;
  if (!live && !/^[ \t]*peer[ \t]/.test(port.get('SCOPE') ?? '')) return [];
  return [
    `interface '${device}' reaches its gateway from an address that is a network of its own, as rented servers do: many providers ` +
      `cut a server off that sends from MAC addresses that they have not given to it, as guests on the bridge do; ask for one for each guest first`,
  ];
}
