/** The addresses of an ifcfg file, as lines of a keyfile (NetworkManager: nms-ifcfg-rh-reader.c). What cannot be read stays as it is. */
import ipaddr from 'ipaddr.js';
import type { Values } from './values.ts';

/** IPADDR, IPADDR0 and IPADDR1 may be missing each; from IPADDR2 on the first gap ends the list (read_full_ip4_address). */
const mostAddresses = 256;

/** The ends of the keys that have an IPv4 address: none, `0`, `1` … */
export function suffixesOf(get: Values): readonly string[] {
  const found: string[] = [];
  for (let index = -1; index < mostAddresses; index += 1) {
    const suffix = index < 0 ? '' : String(index);
    if (get(`IPADDR${suffix}`) !== undefined) found.push(suffix);
    else if (index > 1) break;
  }
  return found;
}

export function addresses4(get: Values): readonly string[] {
  return suffixesOf(get).map((suffix) => {
    const address = get(`IPADDR${suffix}`) ?? '';
    return `${address}/${get(`PREFIX${suffix}`) ?? prefixOf(get(`NETMASK${suffix}`), address)}`;
  });
}

/** The first that stands beside an address counts. */
export function gateway4(get: Values): string | undefined {
  return suffixesOf(get)
    .map((suffix) => get(`GATEWAY${suffix}`))
    .find((gateway) => gateway !== undefined);
}

/** Without a mask it is that of the address's class (nm_ip4_addr_get_default_prefix). */
function prefixOf(mask: string | undefined, address: string): string {
  if (mask !== undefined) {
    const length = ipaddr.IPv4.isValid(mask) ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() : null;
    return length === null ? mask : String(length);
  }
  const [first = 0] = address.split('.').map(Number);
  if (first < 128) return '8';
  return first < 192 ? '16' : '24';
}

export function addresses6(get: Values): readonly string[] {
  const all = `${get('IPV6ADDR') ?? ''} ${get('IPV6ADDR_SECONDARIES') ?? ''}`.split(' ').filter((one) => one !== '');
  return all.map((one) => (one.includes('/') ? one : `${one}/64`));
}

/** Without the device that may stand behind it; only beside an address. */
export function gateway6(get: Values): string | undefined {
  return addresses6(get).length === 0 ? undefined : get('IPV6_DEFAULTGW')?.replace(/%.*$/, '');
}
