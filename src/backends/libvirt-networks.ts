/** libvirt's virtual networks, read from its files: they tell also when libvirtd does not run. */
import { XMLParser } from 'fast-xml-parser';
import * as v from 'valibot';
import ipaddr from 'ipaddr.js';
import type { Host } from '../host/host.ts';
import type { LibvirtNetwork } from '../model/host-state.ts';

/** libvirt: src/network/bridge_driver.c, the persistent networks and those that run. */
const folders = ['/etc/libvirt/qemu/networks', '/run/libvirt/network', '/var/run/libvirt/network'];

const attribute = v.optional(v.string());
const ipSchema = v.object({ address: attribute, prefix: attribute, netmask: attribute });
const networkSchema = v.object({
  name: v.pipe(v.string(), v.nonEmpty()),
  bridge: v.optional(v.array(v.object({ name: attribute }))),
  forward: v.optional(v.array(v.union([v.object({ mode: attribute }), v.literal('')]))),
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

/** Every network that libvirt has or runs; a file that is not a network's is passed over. */
export async function readLibvirtNetworks(host: Host): Promise<readonly LibvirtNetwork[]> {
  const found = await Promise.all(folders.map((folder) => readFolder(host, folder)));
  return found.flat();
}

async function readFolder(host: Host, folder: string): Promise<readonly LibvirtNetwork[]> {
  const names = (await host.files.list(folder)).filter((name) => name.endsWith('.xml'));
  const texts = await Promise.all(names.map(async (name) => (await host.files.read(`${folder}/${name}`))?.text));
  return texts.flatMap((text) => (text === undefined ? [] : parseNetworks(text)));
}

/** The networks in an XML text: one for a persistent file, one inside <networkstatus> for a running network's. */
export function parseNetworks(text: string): readonly LibvirtNetwork[] {
  const document = parse(text);
  const nested = v.safeParse(v.object({ networkstatus: v.object({ network: v.array(v.unknown()) }) }), document);
  const plain = v.safeParse(v.object({ network: v.array(v.unknown()) }), document);
  const elements = nested.success ? nested.output.networkstatus.network : plain.success ? plain.output.network : [];
  return elements.flatMap(toNetwork);
}

function parse(text: string): unknown {
  try {
    return parser.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function toNetwork(element: unknown): LibvirtNetwork[] {
  const parsed = v.safeParse(networkSchema, element);
  if (!parsed.success) return [];
  const { name, bridge, forward, ip } = parsed.output;
  const first = forward?.[0];
  return [
    {
      name,
      bridge: bridge?.[0]?.name,
      // libvirt: formatnetwork, <forward> without a mode means nat.
      forward: forward === undefined ? 'isolated' : ((first === '' ? undefined : first?.mode) ?? 'nat'),
      addresses: ip.flatMap(toCidr),
    },
  ];
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
