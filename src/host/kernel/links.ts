/** The kernel's links with their addresses, from `ip -json -details`. */
import { statSync } from 'node:fs';
import * as v from 'valibot';
import type {
  AddressedLink,
  BondDetails,
  BridgeDetails,
  HostAddress,
  Link,
  VlanDetails,
} from '../../model/host-state.ts';
import type { AskIp } from './ip-together.ts';
import { printedLink, type PrintedLink } from './printed-link.ts';
import { orAbsent } from '../read-now.ts';

const addressSchema = v.object({
  family: v.picklist(['inet', 'inet6']),
  local: v.string(),
  address: v.optional(v.string()),
  prefixlen: v.number(),
  broadcast: v.optional(v.string()),
  label: v.optional(v.string()),
  scope: v.string(),
  dynamic: v.optional(v.boolean()),
  temporary: v.optional(v.boolean()),
  noprefixroute: v.optional(v.boolean()),
  valid_life_time: v.optional(v.number(), 4294967295),
  preferred_life_time: v.optional(v.number(), 4294967295),
});

const bridgeSchema = v.object({
  bridge_id: v.string(),
  stp_state: v.number(),
  forward_delay: v.number(),
  // A kernel without it sends all multicast to all ports (CONFIG_BRIDGE_IGMP_SNOOPING).
  mcast_snooping: v.optional(v.number()),
  nf_call_iptables: v.optional(v.number(), 0),
  nf_call_ip6tables: v.optional(v.number(), 0),
  nf_call_arptables: v.optional(v.number(), 0),
});

const vlanSchema = v.object({ id: v.number(), protocol: v.optional(v.string(), '802.1Q') });

const bondSchema = v.object({
  mode: v.string(),
  fail_over_mac: v.optional(v.string(), 'none'),
  arp_interval: v.optional(v.number(), 0),
});

const linksSchema = v.array(printedLink);
// `ip addr` prints empty objects for links that a family filter excludes.
const addressesSchema = v.array(
  v.object({ ifindex: v.optional(v.number()), addr_info: v.optional(v.array(v.unknown()), []) }),
);

/**
 * All links, for those who only look: one question, which leaves out how a link makes its IPv6 addresses, its XDP program and its
 * virtual functions (iproute2: print_linkinfo, do_link). Throws AgentError (see askIp).
 */
export async function readListedLinks(ask: AskIp): Promise<readonly Link[]> {
  const links = await ask(['-details', 'addr', 'show'], linksSchema);
  return links.map((link) => toLink(link, link.addr_info ?? [], isWireless(link)));
}

/** All links. Throws AgentError (see askIp). */
export async function readLinks(ask: AskIp): Promise<readonly Link[]> {
  const [links, addresses] = await Promise.all([
    ask(['-details', 'link', 'show'], linksSchema),
    ask(['-details', 'addr', 'show'], addressesSchema),
  ]);
  const byIndex = new Map(addresses.map((entry) => [entry.ifindex, entry.addr_info]));
  return links.map((link) => toLink(link, byIndex.get(link.ifindex) ?? [], isWireless(link)));
}

const addressedSchema = v.array(
  v.object({
    ifindex: v.number(),
    ifname: v.string(),
    master: v.optional(v.string()),
    address: v.optional(v.string(), ''),
    addr_info: v.optional(v.array(v.unknown()), []),
  }),
);

/** All links, as far as one question tells of them. Throws AgentError (see askIp). */
export async function readAddressedLinks(ask: AskIp): Promise<readonly AddressedLink[]> {
  const links = await ask(['-details', 'addr', 'show'], addressedSchema);
  return links.map(({ ifindex: index, ifname: name, address: mac, master, addr_info: addresses }) => ({
    ...{ index, name, mac, master },
    addresses: addresses.flatMap(toAddress),
  }));
}

/** The addresses of one device. Throws AgentError (see askIp), also where there is no such device. */
export async function readAddresses(ask: AskIp, device: string): Promise<readonly HostAddress[]> {
  const found = await ask(['-details', 'addr', 'show', 'dev', device], addressesSchema);
  return found.flatMap((entry) => entry.addr_info.flatMap(toAddress));
}

/**
 * A link as `ip -json -details link` prints it, perhaps with its addresses, as of a wire: for those that have it from elsewhere.
 * Throws a ValiError.
 */
export function linkFrom(printed: unknown): Link {
  const link = v.parse(printedLink, printed);
  return toLink(link, link.addr_info ?? [], false);
}

function toLink(link: PrintedLink, addresses: readonly unknown[], wireless: boolean): Link {
  return {
    index: link.ifindex,
    name: link.ifname,
    type: link.link_type,
    kind: link.linkinfo?.info_kind,
    mac: link.address ?? '',
    mtu: link.mtu,
    // 0: the driver gives no limit.
    maxMtu: link.max_mtu === 0 ? undefined : link.max_mtu,
    up: link.flags.includes('UP'),
    carrier: link.flags.includes('LOWER_UP'),
    master: link.master,
    masterKind: link.linkinfo?.info_slave_kind,
    parent: link.link ?? tunnelParent(link),
    addressGeneration: link.inet6_addr_gen_mode,
    bridge: toBridge(link),
    ...(link.linkinfo?.info_kind === 'vlan' && { vlan: toVlan(link.linkinfo.info_data) }),
    ...(link.linkinfo?.info_kind === 'bond' && { bond: toBond(link.linkinfo.info_data) }),
    wireless,
    qdisc: link.qdisc,
    xdp: link.xdp !== undefined,
    virtualFunctions: link.vfinfo_list?.length ?? 0,
    addresses: addresses.flatMap(toAddress),
  };
}

/** A VXLAN has it among its own settings (ip-link(8): dev). */
function tunnelParent({ linkinfo }: PrintedLink): string | undefined {
  const data = linkinfo?.info_data;
  const isTunnel = typeof data === 'object' && data !== null && 'link' in data;
  return isTunnel && typeof data.link === 'string' ? data.link : undefined;
}

function toBridge(link: PrintedLink): BridgeDetails | undefined {
  if (link.linkinfo?.info_kind !== 'bridge') return undefined;
  const data = v.parse(bridgeSchema, link.linkinfo.info_data);
  const calls = (['nf_call_iptables', 'nf_call_ip6tables', 'nf_call_arptables'] as const).filter(
    (key) => data[key] !== 0,
  );
  const [id, stp] = [bridgeId(data.bridge_id), data.stp_state !== 0];
  const snooping = data.mcast_snooping === undefined ? undefined : data.mcast_snooping !== 0;
  return { id, stp, forwardDelay: data.forward_delay, multicastSnooping: snooping, callsFirewall: calls };
}

function toVlan(data: unknown): VlanDetails | undefined {
  const parsed = v.safeParse(vlanSchema, data);
  return parsed.success ? parsed.output : undefined;
}

function toBond(data: unknown): BondDetails | undefined {
  const parsed = v.safeParse(bondSchema, data);
  if (!parsed.success) return undefined;
  const { mode, fail_over_mac: failOverMac, arp_interval: arpInterval } = parsed.output;
  return { mode, failOverMac, arpInterval };
}

/** `ip` prints 8000.52:54:0:0:0:1, `brctl show` 8000.525400000001. */
function bridgeId(printed: string): string {
  const [priority = '', mac = ''] = printed.split('.');
  const bytes = mac.split(':').map((byte) => byte.padStart(2, '0'));
  return `${priority}.${bytes.join('')}`;
}

function toAddress(entry: unknown): HostAddress[] {
  const parsed = v.safeParse(addressSchema, entry);
  if (!parsed.success) return [];
  const address = parsed.output;
  return [
    {
      family: address.family === 'inet' ? 4 : 6,
      address: address.local,
      prefix: address.prefixlen,
      broadcast: address.broadcast,
      label: address.label,
      scope: address.scope,
      dynamic: address.dynamic ?? false,
      temporary: address.temporary ?? false,
      noPrefixRoute: address.noprefixroute ?? false,
      // For a point-to-point address `local` is ours and `address` the other side's.
      peer: address.address,
      validLifetime: address.valid_life_time,
      preferredLifetime: address.preferred_life_time,
    },
  ];
}

/**
 * A wireless interface has phy80211 (sysfs: ABI/testing/sysfs-class-net), and is of no kind that `ip link add` makes: of
 * thousands of veths and taps nothing is asked.
 */
function isWireless({ ifname: name, linkinfo }: PrintedLink): boolean {
  if (linkinfo?.info_kind !== undefined) return false;
  return orAbsent(() => statSync(`/sys/class/net/${name}/phy80211`, { throwIfNoEntry: false }) !== undefined, false);
}
