/** What a section of a keyfile says of addresses, as keys of an ifcfg file (NetworkManager: nms-ifcfg-rh-writer.c). */
import { listOfValue } from '../../keyfile/values.ts';
import { suffixesOf } from '../reading/addresses.ts';

type Section = Readonly<Record<string, string>>;

/** How the two call the same thing. */
const names: Readonly<Record<4 | 6, Readonly<Record<string, string>>>> = {
  4: { 'route-metric': 'IPV4_ROUTE_METRIC', 'dhcp-client-id': 'DHCP_CLIENT_ID' },
  6: {
    'route-metric': 'IPV6_ROUTE_METRIC',
    'dhcp-duid': 'DHCPV6_DUID',
    'dhcp-iaid': 'DHCPV6_IAID',
    'addr-gen-mode': 'IPV6_ADDR_GEN_MODE',
    token: 'IPV6_TOKEN',
  },
};

const methods: Readonly<Record<4 | 6, Readonly<Record<string, Section>>>> = {
  4: { auto: { BOOTPROTO: 'dhcp' }, manual: { BOOTPROTO: 'none' }, disabled: { BOOTPROTO: 'none' } },
  6: {
    auto: { IPV6INIT: 'yes', IPV6_AUTOCONF: 'yes' },
    manual: { IPV6INIT: 'yes', IPV6_AUTOCONF: 'no' },
    'link-local': { IPV6INIT: 'yes', IPV6_AUTOCONF: 'no' },
    ignore: { IPV6INIT: 'no' },
    disabled: { IPV6INIT: 'no', IPV6_DISABLED: 'yes' },
  },
};

/** Adds them to `entries`, which has what is there already. */
export function addEntries(entries: Map<string, string>, family: 4 | 6, section: Section): void {
  const method = methods[family][section.method ?? ''];
  if (family === 6 && method !== undefined) entries.delete('IPV6_DISABLED');
  for (const [key, value] of Object.entries(method ?? {})) entries.set(key, value);
  for (const [key, value] of Object.entries(section)) {
    const name = names[family][key];
    if (name !== undefined) entries.set(name, value);
    if (/^address\d+$/.test(key)) addAddress(entries, family, value);
  }
  if (section.gateway !== undefined) setGateway(entries, family, section.gateway);
  for (const server of listOfValue(section.dns ?? '')) addServer(entries, server);
}

/** The first without a number, the others from 1, as a gap would end the list. */
function addAddress(entries: Map<string, string>, family: 4 | 6, address: string): void {
  if (family === 6) {
    const key = (entries.get('IPV6ADDR') ?? '') === '' ? 'IPV6ADDR' : 'IPV6ADDR_SECONDARIES';
    entries.set(key, `${entries.get(key) ?? ''} ${address}`.trimStart());
    return;
  }
  const isFree = (suffix: string): boolean => (entries.get(`IPADDR${suffix}`) ?? '') === '';
  let index = 1;
  while (!isFree(String(index))) index += 1;
  const suffix = isFree('') && isFree('0') ? '' : String(index);
  const [host = '', prefix = ''] = address.split('/');
  entries.set(`IPADDR${suffix}`, host);
  entries.set(`PREFIX${suffix}`, prefix);
}

/** It is looked at beside an address alone. */
function setGateway(entries: Map<string, string>, family: 4 | 6, gateway: string): void {
  const [suffix = ''] = suffixesOf((key) => (entries.get(key) === '' ? undefined : entries.get(key)));
  entries.set(family === 6 ? 'IPV6_DEFAULTGW' : `GATEWAY${suffix}`, gateway);
}

function addServer(entries: Map<string, string>, server: string): void {
  let index = 1;
  while (entries.has(`DNS${index}`)) index += 1;
  entries.set(`DNS${index}`, server);
}
