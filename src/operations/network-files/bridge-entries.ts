/** The bridge's own file: what it is, and what it takes over from the interface. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import type { IfcfgFile } from '../../model/ifcfg/parse.ts';
import { isFalse } from '../../model/ifcfg/switches.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { isTakenOver, movedEntries } from './address-keys.ts';
import { staticEntries, withAdditions } from './address-entries.ts';
import { delayEntries } from './delay.ts';
import { fileAddressing, type Keys } from './file-addressing.ts';
import { liveAddressing } from './live-addressing.ts';
import { additionsToFile, type Additions } from './reconcile.ts';

export interface BridgeEntries {
  readonly entries: ReadonlyMap<string, string>;
  /** What only the kernel had. */
  readonly additions: Additions;
}

/** What is needed of the interface and the host. */
export interface Source {
  readonly port: IfcfgFile;
  readonly defaults: IfcfgFile;
  /** Undefined where the kernel's links are not this host's. */
  readonly link: Link | undefined;
}

const nothing: Additions = { addresses: [], route4: undefined, route6: undefined };

/**
 * The entries in the order in which they are written. Throws Conflict where file and kernel differ, Refused for a value
 * that cannot be moved safely.
 */
export function planBridgeEntries(request: CreateBridgeRequest, source: Source, state: HostState): BridgeEntries {
  const { addressing, bridge } = request;
  const taken = movedEntries(source.port, request.interface, bridge, (key) => isTakenOver(key, addressing));
  const requested = addressing === 'static' ? staticEntries(request) : new Map<string, string>();
  const additions = usesKernel(request, state) ? findAdditions(request, source, state) : nothing;
  const addresses = withAdditions(new Map([...taken, ...requested]), additions, bridge);
  refuseUnreadGateway(request, addresses, additions, source.defaults);
  return {
    entries: new Map([...ownEntries(request, source, state), ...addresses, ...nmEntry(request, source)]),
    additions,
  };
}

function usesKernel(request: CreateBridgeRequest, state: HostState): boolean {
  return state.live && request.activate !== 'boot' && request.addressing === 'keep';
}

function findAdditions(request: CreateBridgeRequest, source: Source, state: HostState): Additions {
  const file = fileAddressing(keysOf(source.port, source.defaults), request.interface);
  const live = liveAddressing(request.interface, request.bridge, state);
  return additionsToFile(source.port.name, request.interface, file, live);
}

function keysOf(file: Pick<IfcfgFile, 'name' | 'get'>, defaults: IfcfgFile): Keys {
  return { name: file.name, get: file.get, getDefault: defaults.get };
}

/** ifup-eth passes over a gateway outside the first address's network; then writing it would be a false promise. */
function refuseUnreadGateway(
  request: CreateBridgeRequest,
  addresses: ReadonlyMap<string, string>,
  additions: Additions,
  defaults: IfcfgFile,
): void {
  const gateway = additions.route4?.gateway;
  if (gateway === undefined) return;
  const file = { name: `ifcfg-${request.bridge}`, get: (key: string) => addresses.get(key) };
  if (fileAddressing(keysOf(file, defaults), request.bridge).gateway4 === gateway) return;
  throw new AgentError(
    'Conflict',
    `the gateway '${gateway}' of interface '${request.interface}' is not in the network of its first address, so that no file can set it; write GATEWAY and the addresses so that they fit`,
  );
}

/** MACADDR, never HWADDR: the bridge keeps the card's address when guests come (initscripts: ifup-eth). */
function ownEntries(request: CreateBridgeRequest, source: Source, state: HostState): Map<string, string> {
  const entries = new Map([
    ['DEVICE', request.bridge],
    ['TYPE', 'Bridge'],
    ['ONBOOT', 'yes'],
    ['BOOTPROTO', 'none'],
    ...delayEntries(request.stp, request.forwardDelay, state.delayUnit),
  ]);
  const mac = source.link?.mac ?? source.port.get('MACADDR') ?? source.port.get('HWADDR') ?? '';
  if (mac !== '') entries.set('MACADDR', mac.toUpperCase());
  const mtu = mtuOf(request, source);
  if (mtu !== undefined) entries.set('MTU', mtu);
  return entries;
}

/** What was asked for, else what the interface's file says, else what the kernel has if that is not what it always has. */
export function mtuOf(request: CreateBridgeRequest, { port, link }: Source): string | undefined {
  if (request.mtu !== undefined) return String(request.mtu);
  const written = port.get('MTU') ?? '';
  if (written !== '') return written;
  return link === undefined || link.mtu === 1500 ? undefined : String(link.mtu);
}

/** NetworkManager keeps its hands off both devices, or off none. */
function nmEntry(request: CreateBridgeRequest, { port }: Source): [string, string][] {
  if (request.networkmanager === 'release' || isFalse(port.get('NM_CONTROLLED'))) return [['NM_CONTROLLED', 'no']];
  return [];
}
