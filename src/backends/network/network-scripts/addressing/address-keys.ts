/** The keys that go with the host's addresses, from the interface's file to the bridge's and back. */

/** initscripts: sysconfig.txt, ifup-eth, ifup-ipv6, ifup-post; a port's are not looked at, because ifup-eth ends before. */
const addressKeys =
  /^(?:(?:IPADDR|PREFIX|NETMASK|BROADCAST|ARPCHECK|ARPUPDATE)\d*|NETWORK|GATEWAY\d*|GATEWAYDEV|DNS\d+|DOMAIN|SEARCH|RES_OPTIONS|PEERDNS|PEERROUTES|PEERNTP|DEFROUTE|IPV4_\w+|IPV6\w*|DHCP\w+|DHCLIENT\w*|PERSISTENT_DHCLIENT|NO_DHCP_HOSTNAME|ZONE|NOZEROCONF|ARP|METRIC|SCOPE|SRCADDR|WINDOW|EXTRA_ROUTE_OPTS|NO_ALIASROUTING|NOROUTESET|RESOLV_MODS|ARPING_\w+)$/;

/** Those of them that say which addresses, gateways and DNS servers, or whether they count: what `static` puts others in place of. */
const replaceableKeys =
  /^(?:(?:IPADDR|PREFIX|NETMASK|BROADCAST|ARPCHECK|ARPUPDATE)\d*|NETWORK|GATEWAY\d*|GATEWAYDEV|DNS\d+|PEERDNS|DEFROUTE|METRIC|SCOPE|SRCADDR|WINDOW|EXTRA_ROUTE_OPTS|IPV6ADDR|IPV6ADDR_SECONDARIES|IPV6_DEFAULTGW|IPV6_DEFAULTDEV|IPV[46]_ROUTE_METRIC)$/;

/** Those that a DHCP server's answer stands in place of; METRIC and DEFROUTE count for its routes too (dhclient-script). */
const leasedKeys =
  /^(?:(?:IPADDR|PREFIX|NETMASK|BROADCAST|ARPCHECK|ARPUPDATE)\d*|NETWORK|GATEWAY\d*|GATEWAYDEV|SCOPE|SRCADDR|WINDOW|EXTRA_ROUTE_OPTS)$/;

/** Those that only a DHCP client reads. */
const clientKeys = /^(?:DHCP\w+|DHCLIENT\w*|PERSISTENT_DHCLIENT|NO_DHCP_HOSTNAME)$/;

/** Those that remain for a host without an address on the bridge. */
const keptWithoutAddresses = new Set(['ZONE', 'NOZEROCONF']);

/** Whether the key belongs to the device that has the host's addresses. */
export function isAddressKey(key: string): boolean {
  return addressKeys.test(key);
}

/** Which of the interface's address keys the bridge gets, by what the caller asked for. */
export function isTakenOver(key: string, addressing: 'keep' | 'dhcp' | 'static' | 'none'): boolean {
  if (!isAddressKey(key)) return false;
  if (addressing === 'none') return keptWithoutAddresses.has(key);
  if (addressing === 'dhcp') return !leasedKeys.test(key);
  return addressing === 'keep' || !(replaceableKeys.test(key) || clientKeys.test(key));
}
