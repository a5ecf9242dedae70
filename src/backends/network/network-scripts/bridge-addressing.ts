/** The address keys of the bridge's file. */
import { AgentError } from '../../../contract/errors.ts';
import type { HostState } from '../../../model/host-state.ts';
import { isDhcp } from './ifcfg/switches.ts';
import type { IfcfgFile } from './ifcfg/parse.ts';
import { quoted } from '../../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { leasedAddresses } from '../../dhclient/leased.ts';
import { isTakenOver, movedEntries } from './address-keys.ts';
import { staticEntries, withAdditions } from './address-entries.ts';
import { fileAddressing, type FileAddressing } from './file-addressing.ts';
import { liveAddressing, type LiveAddressing } from './live-addressing.ts';
import { additionsToFile, withoutThese, type Additions } from './reconcile.ts';

export interface BridgeAddressing {
  /** BOOTPROTO. */
  readonly protocol: 'dhcp' | 'none';
  readonly entries: ReadonlyMap<string, string>;
  /** What only the kernel had. */
  readonly additions: Additions;
}

interface Files {
  readonly port: IfcfgFile;
  readonly defaults: IfcfgFile;
}

const nothing: Additions = { addresses: [], route4: undefined, route6: undefined };

/**
 * What the bridge takes over, gets by request, or has in the kernel alone. Throws Conflict where file and kernel differ,
 * or where ifup would not read what is written as it is meant; Refused for a value that cannot be moved safely.
 */
export function planBridgeAddressing(request: CreateBridgeRequest, files: Files, state: HostState): BridgeAddressing {
  const { addressing, bridge } = request;
  const taken = movedEntries(files.port, request.interface, bridge, (key) => isTakenOver(key, addressing));
  const protocol = protocolOf(request, files.port);
  if (addressing === 'none') return { protocol, entries: taken, additions: nothing };
  const { wanted, additions } = addressing === 'static' ? requested(request) : present(request, files, state);
  const requestedEntries = addressing === 'static' ? staticEntries(request) : new Map<string, string>();
  const entries = withAdditions(new Map([...taken, ...requestedEntries]), additions, bridge);
  refuseMisreading(request, new Map([...entries, ['BOOTPROTO', protocol]]), files.defaults, wanted);
  return { protocol, entries, additions };
}

/** What the bridge's file will say. */
function protocolOf({ addressing }: CreateBridgeRequest, port: IfcfgFile): BridgeAddressing['protocol'] {
  if (addressing === 'keep') return isDhcp(port.get('BOOTPROTO')) ? 'dhcp' : 'none';
  return addressing === 'dhcp' ? 'dhcp' : 'none';
}

interface Wanted {
  readonly wanted: FileAddressing;
  readonly additions: Additions;
}

function requested({ addresses, gateways }: CreateBridgeRequest): Wanted {
  const gateway4 = gateways.find((gateway) => !gateway.includes(':'));
  const gateway6 = gateways.find((gateway) => gateway.includes(':'));
  return { wanted: { addresses, gateway4, gateway6 }, additions: nothing };
}

/** By the file and, unless the next boot alone is meant, by the kernel. */
function present(request: CreateBridgeRequest, { port, defaults }: Files, state: HostState): Wanted {
  const { name } = port;
  const protocol = protocolOf(request, port);
  const get = (key: string): string | undefined => (key === 'BOOTPROTO' ? protocol : port.get(key));
  const file = fileAddressing({ name, get, getDefault: defaults.get }, request.interface);
  if (!state.live || request.activate === 'boot') return { wanted: file, additions: nothing };
  const live = liveBeside(request, protocol, name, state);
  const additions = additionsToFile(name, request.interface, file, live);
  const wanted = {
    addresses: [...file.addresses, ...additions.addresses],
    gateway4: additions.route4?.gateway ?? file.gateway4,
    gateway6: additions.route6?.gateway ?? file.gateway6,
  };
  return { wanted, additions };
}

/** What the kernel has beside a lease. Throws Conflict where the file has no words for it. */
function liveBeside(
  request: CreateBridgeRequest,
  protocol: BridgeAddressing['protocol'],
  name: string,
  state: HostState,
): LiveAddressing {
  const device = request.interface;
  const live = liveAddressing(device, request.bridge, state);
  const [leased] = leasedAddresses(device, state);
  if (protocol === 'none') {
    if (leased !== undefined) throw leasedConflict(device, name, leased.address);
    return live;
  }
  const [beside] = request.addressing === 'keep' ? live.addresses.filter(({ family }) => family === 4) : [];
  if (beside !== undefined) throw mixedConflict(device, name, beside.address);
  return { ...live, addresses: live.addresses.filter(({ family }) => family === 6), route4: undefined };
}

function leasedConflict(device: string, name: string, address: string): AgentError {
  return new AgentError(
    'Conflict',
    `interface '${device}' has '${address}' from DHCP, but ${quoted(name)} lacks BOOTPROTO=dhcp; make the two agree first, or use addressing 'dhcp'`,
  );
}

function mixedConflict(device: string, name: string, address: string): AgentError {
  return new AgentError(
    'Conflict',
    `according to ${quoted(name)}, interface '${device}' has its IPv4 address from DHCP, but the kernel also has '${address}'; remove that address first, or use activate 'boot'`,
  );
}

/** ifup passes over a gateway outside the first address's network, and over addresses behind a gap in their numbers. */
function refuseMisreading(
  request: CreateBridgeRequest,
  entries: ReadonlyMap<string, string>,
  defaults: IfcfgFile,
  wanted: FileAddressing,
): void {
  const file = { name: `ifcfg-${request.bridge}`, get: (key: string) => entries.get(key), getDefault: defaults.get };
  const read = fileAddressing(file, request.bridge);
  const stray = [...withoutThese(wanted.addresses, read.addresses), ...withoutThese(read.addresses, wanted.addresses)];
  const address = stray[0] && `the address '${stray[0].address}/${stray[0].prefix}'`;
  const gateway4 = wanted.gateway4 !== read.gateway4 && `the gateway '${wanted.gateway4 ?? read.gateway4 ?? ''}'`;
  const gateway6 = wanted.gateway6 !== read.gateway6 && `the gateway '${wanted.gateway6 ?? read.gateway6 ?? ''}'`;
  const what = address ?? (gateway4 || gateway6);
  if (what === false) return;
  throw new AgentError(
    'Conflict',
    `ifup would not configure ${what} from a file: it accepts a gateway in the network of the first address ` +
      `only, unless GATEWAYDEV or DEFROUTE forbid it, and addresses whose numbers have no gap; correct '${request.interface}' first`,
  );
}
