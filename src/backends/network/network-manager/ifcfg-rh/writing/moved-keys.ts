/** Which keys of a card's file go with its addresses; all else says how the card itself is used (nm-settings-ifcfg-rh(5)). */

const ofIPv4 =
  /^(?:(?:IPADDR|PREFIX|NETMASK|BROADCAST|GATEWAY)\d*|NETWORK|BOOTPROTO|DOMAIN|SEARCH|RES_OPTIONS|PEERDNS|PEERROUTES|DEFROUTE|IPV4_\w+|DHCP_\w+|ACD_TIMEOUT|ARPING_WAIT|ROUTING_RULE_\d+)$/;
const ofIPv6 = /^(?:IPV6\w*|DHCPV6\w*|DHCPv6\w*|ROUTING_RULE6_\d+)$/;
const ofServers = /^DNS\d+$/;
const ofConnection =
  /^(?:ZONE|STABLE_ID|CONNECTION_METERED|MDNS|LLMNR|DNS_OVER_TLS|MPTCP_FLAGS|GATEWAY_PING_TIMEOUT|SECONDARY_UUIDS|PROXY_METHOD|BROWSER_ONLY|PAC_URL|PAC_SCRIPT|HOSTNAME_\w+)$/;

/** A port has none of them. */
export function isMoved(key: string): boolean {
  return [ofIPv4, ofIPv6, ofServers, ofConnection].some((keys) => keys.test(key));
}

/** Whether the bridge's file gets the key as it is, by what the caller asked for. */
export function isTakenOver(key: string, addressing: 'keep' | 'dhcp' | 'static' | 'none'): boolean {
  if (addressing === 'keep') return isMoved(key);
  return ofConnection.test(key) || (addressing === 'dhcp' && ofIPv6.test(key));
}
