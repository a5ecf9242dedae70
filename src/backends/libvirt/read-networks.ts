/** Reads libvirt's networks from its files, which are there even if libvirtd does not run. */
import { XMLParser } from 'fast-xml-parser';
import * as v from 'valibot';
import ipaddr from 'ipaddr.js';
import type { Host } from '../../host/host.ts';
import type { KnownNetworks, LibvirtNetwork } from '../../model/host-state.ts';

/** Persistent and running networks (libvirt: src/network/bridge_driver.c). */
const folders = ['/etc/libvirt/qemu/networks', '/run/libvirt/network', '/var/run/libvirt/network'];

const attribute = v.optional(v.string());
const ipSchema = v.object({ address: attribute, prefix: attribute, netmask: attribute });
const networkSchema = v.object({
  name: v.pipe(v.string(), v.nonEmpty()),
  bridge: v.optional(v.array(v.object({ name: attribute }))),
  forward: v.optional(v.array(v.union([v.object({ mode: attribute, dev: attribute }), v.literal('')]))),
  ip: v.optional(v.array(ipSchema), []),
});

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  isArray: (name) => ['bridge', 'forward', 'ip', 'network'].includes(name),
});

/** Bytes; a network may name thousands of hosts. */
const largestNetwork = 1024 * 1024;

/** All persistent and running networks, and the files that cannot be read and may describe more. */
export async function readLibvirtNetworks(host: Host): Promise<KnownNetworks> {
  return uniteNetworks(await Promise.all(folders.map((folder) => readFolder(host, folder))));
}

/** Whether one of the folders exists: a libvirt built with another prefix keeps its files elsewhere. */
export async function hasNetworkFolders(host: Host): Promise<boolean> {
  return (await Promise.all(folders.map((folder) => host.files.exists(folder)))).includes(true);
}

/** Drops duplicates. Two descriptions of a network that differ both stay, because either may be true. */
export function uniteNetworks(all: readonly KnownNetworks[]): KnownNetworks {
  const networks = all.flatMap((one) => one.networks);
  return {
    networks: [...new Map(networks.map((network) => [JSON.stringify(network), network])).values()],
    unread: [...new Set(all.flatMap(({ unread }) => unread))],
  };
}

async function readFolder(host: Host, folder: string): Promise<KnownNetworks> {
  const names = (await host.files.list(folder)).filter((name) => name.endsWith('.xml'));
  return uniteNetworks(await Promise.all(names.map((name) => readNetwork(host, `${folder}/${name}`))));
}

async function readNetwork(host: Host, path: string): Promise<KnownNetworks> {
  const file = await host.files.read(path, largestNetwork);
  // The file has gone since the folder was listed.
  if (file === undefined) return { networks: [], unread: [] };
  const networks = file.text === undefined ? undefined : parseNetworks(file.text);
  if (networks !== undefined) return { networks, unread: [] };
  const problem = file.problem ?? "it is not a network's definition";
  return { networks: [], unread: [`libvirt's network file '${path}' cannot be read, because ${problem}`] };
}

/**
 * The networks in an XML text: <network> in a persistent network's file, <networkstatus> around it in a running one's.
 * undefined for any other text.
 */
export function parseNetworks(text: string): readonly LibvirtNetwork[] | undefined {
  const document = parse(text);
  const nested = v.safeParse(v.object({ networkstatus: v.object({ network: v.array(v.unknown()) }) }), document);
  const plain = v.safeParse(v.object({ network: v.array(v.unknown()) }), document);
  const elements = nested.success ? nested.output.networkstatus.network : plain.success ? plain.output.network : [];
  const networks = elements.map(toNetwork);
  return networks.length === 0 || networks.includes(undefined)
    ? undefined
    : networks.filter((network) => network !== undefined);
}

function parse(text: string): unknown {
  try {
    return parser.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function toNetwork(element: unknown): LibvirtNetwork | undefined {
  const parsed = v.safeParse(networkSchema, element);
  if (!parsed.success) return undefined;
  const { name, bridge, forward, ip } = parsed.output;
  const first = forward?.[0];
  const device = first === '' ? undefined : first?.dev;
  return {
    name,
    bridge: bridge?.[0]?.name,
    // libvirt: formatnetwork, <forward> without a mode means `nat`.
    forward: forward === undefined ? 'isolated' : ((first === '' ? undefined : first?.mode) ?? 'nat'),
    addresses: ip.flatMap(toCidr),
    ...(device === undefined ? {} : { forwardDevice: device }),
  };
}

function toCidr(ip: v.InferOutput<typeof ipSchema>): string[] {
  if (ip.address === undefined) return [];
  if (ip.prefix !== undefined) return [`${ip.address}/${ip.prefix}`];
  const length =
    ip.netmask !== undefined &&
    ipaddr.IPv4.isValid(ip.netmask) &&
    ipaddr.IPv4.parse(ip.netmask).prefixLengthFromSubnetMask();
  return typeof length === 'number' ? [`${ip.address}/${length}`] : [];
}
