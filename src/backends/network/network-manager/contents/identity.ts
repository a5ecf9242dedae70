/**
 * What keeps the addresses that servers and routers have given: NetworkManager makes some of what it tells them of the device's
 * name and the profile's UUID, and a bridge has others (nm-settings-nmcli(5): ipv4.dhcp-client-id, ipv6.dhcp-iaid, ipv6.addr-gen-mode).
 */
import ipaddr from 'ipaddr.js';
import type { Link } from '../../../../model/host-state.ts';
import type { NetworkManagerDevice } from '../../../../model/network-config.ts';
import type { Changes } from '../keyfile/edit.ts';

const hexBytes = /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/i;

/** The client identifier in use. */
export function dhcp4Identity({ dhcp4 }: Pick<NetworkManagerDevice, 'dhcp4'>): Changes {
  const client = dhcp4.dhcp_client_identifier;
  return client !== undefined && hexBytes.test(client) ? { 'dhcp-client-id': client } : {};
}

/** The identifiers in use: the client's, and that of its association. */
export function dhcp6Identity({ dhcp6 }: Pick<NetworkManagerDevice, 'dhcp6'>): Changes {
  const { dhcp6_client_id: client, iaid } = dhcp6;
  const four = iaid !== undefined && /^[0-9a-f]{2}(?::[0-9a-f]{2}){3}$/i.test(iaid) ? iaid : undefined;
  return {
    ...(client !== undefined && hexBytes.test(client) ? { 'dhcp-duid': client } : {}),
    ...(four === undefined ? {} : { 'dhcp-iaid': `0x${four.replaceAll(':', '')}` }),
  };
}

/** The interface identifiers of the addresses by SLAAC (RFC 4862), as tokens: `::5054:ff:fe12:3456`. */
export function slaacTokens({ addresses }: Pick<Link, 'addresses'>): readonly string[] {
  const own = addresses.filter(({ family, dynamic, temporary, prefix, scope }) => {
    return family === 6 && dynamic && !temporary && prefix === 64 && scope === 'global';
  });
  return [...new Set(own.map(({ address }) => tokenOf(address)))];
}

/** The one that the kernel, and NetworkManager with `eui64`, make of a hardware address (RFC 4291, appendix A). */
export function eui64Token(mac: string): string {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const [first = 0, ...others] = bytes;
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = others;
  return textOf([first ^ 2, a, b, 0xff, 0xfe, c, d, e]);
}

function tokenOf(address: string): string {
  return textOf(ipaddr.parse(address).toByteArray().slice(8));
}

function textOf(identifier: readonly number[]): string {
  const zeros: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0];
  return new ipaddr.IPv6([...zeros, ...identifier]).toRFC5952String();
}
