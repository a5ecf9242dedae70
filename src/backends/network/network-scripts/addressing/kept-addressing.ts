/** The addresses that a bridge takes over: what the interface's file has, and what the kernel has beside it. */
import { AgentError } from '../../../../contract/errors.ts';
import type { CidrAddress } from '../../../../model/addresses.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { leasedAddresses } from '../../../dhclient/leased.ts';
import { companionAddressing, type CompanionAddressing } from './companion-addressing.ts';
import type { Companion } from '../companions/find.ts';
import { fileAddressing, peerOf, type FileAddressing } from './file-addressing.ts';
import { liveAddressing, type LiveAddressing } from './live-addressing.ts';
import { requirePersistable } from '../../addresses/persist.ts';
import { persistenceOf, type Persistence } from './persistence.ts';
import { withoutThese } from '../../addresses/lists.ts';
import { additionsToFile, defaultsOf, type Additions } from './reconcile.ts';
import { unwrittenWarnings } from './unwritten.ts';

/** BOOTPROTO of the bridge's file. */
export type BootProtocol = 'dhcp' | 'none';

export interface Files {
  readonly port: IfcfgFile;
  readonly defaults: IfcfgFile;
  readonly companions: readonly Companion[];
}

/** What the kernel has and the interface's file lacks. */
export interface OfKernel extends Persistence {
  /** What the caller is told of what is not written. */
  readonly warnings: readonly string[];
}

export interface Wanted extends OfKernel {
  /** What the bridge's file must say. */
  readonly wanted: FileAddressing;
}

const nothing: Additions = { addresses: [], route4: undefined, route6: undefined };

/** Where the kernel is not asked. */
export const asWritten: OfKernel = { additions: nothing, unwritten: nothing, warnings: [] };

/**
 * By the file and, unless the next boot alone is meant, by the kernel; then too for what the caller names in `persist`.
 * Throws Conflict where both differ, or where a file has no words for it; see requirePersistable and refuseLosingRoute.
 */
export function keptAddressing(
  request: CreateBridgeRequest,
  { port, defaults, companions }: Files,
  protocol: BootProtocol,
  state: HostState,
): Wanted {
  const { name } = port;
  const { persist } = request;
  const get = (key: string): string | undefined => (key === 'BOOTPROTO' ? protocol : port.get(key));
  const file = fileAddressing({ name, get, getDefault: defaults.get }, request.interface);
  const beside = companionAddressing(companions, port);
  // A bridge that is taken over may have its addresses in the kernel alone.
  const ofFileAlone = !state.live || (request.activate === 'boot' && !request.adopt);
  if (ofFileAlone && persist.length === 0) return { wanted: file, ...asWritten };
  const live = ofFileAlone ? noLive(request, state) : liveBeside(request, protocol, port, beside, state);
  const inFiles = [...file.addresses, ...beside.addresses];
  const candidates = { inFile: inFiles, configured: live.addresses, every: live.everyAddress };
  requirePersistable(request, protocol, candidates);
  if (ofFileAlone) {
    const beyond = { ...nothing, addresses: withoutThese(live.addresses, inFiles) };
    const { additions } = persistenceOf(persist, inFiles, beyond);
    return { wanted: united(file, additions), additions, unwritten: nothing, warnings: [] };
  }
  refuseMissing(companions, port, request, live);
  const beyond = additionsToFile(name, request.interface, file, live, request.adopt);
  const kernel = persistenceOf([...persist, ...adoptedPersist(request, protocol, inFiles, live)], inFiles, beyond);
  const wanted = united(file, kernel.additions);
  refuseLosingRoute(request, kernel);
  const told = { file: port, written: [...wanted.addresses, ...beside.addresses], dynamic: protocol === 'dhcp' };
  return { wanted, ...kernel, warnings: unwrittenWarnings(request, kernel.unwritten, told) };
}

/** Where the file has no address of a family, a bridge that is taken over would lose all of its own at the next boot. */
function adoptedPersist(
  { adopt }: CreateBridgeRequest,
  protocol: BootProtocol,
  inFiles: readonly CidrAddress[],
  { addresses }: LiveAddressing,
): CreateBridgeRequest['persist'] {
  if (!adopt) return [];
  const has = (family: 4 | 6): boolean =>
    inFiles.some((one) => one.family === family) || (family === 4 && protocol === 'dhcp');
  return addresses.filter(({ family }) => !has(family));
}

/** Throws Conflict where a companion has an address that the kernel lacks. */
function refuseMissing(
  companions: readonly Companion[],
  port: IfcfgFile,
  { interface: device, adopt }: CreateBridgeRequest,
  live: LiveAddressing,
): void {
  for (const one of companions) {
    const { addresses } = companionAddressing([one], port);
    additionsToFile(one.file.name, device, { addresses, gateway4: undefined, gateway6: undefined }, live, adopt);
  }
}

/** The kernel's addresses, as far as it is this host's, and no routes. */
function noLive(request: CreateBridgeRequest, state: HostState): LiveAddressing {
  const routeless = { ...state, routes: [] };
  const none = { addresses: [], route4: undefined, route6: undefined, everyAddress: [], everyGateway: [] };
  return state.live ? liveAddressing(request.interface, request.bridge, routeless) : none;
}

function united(file: FileAddressing, additions: Additions): FileAddressing {
  return {
    addresses: [...file.addresses, ...additions.addresses],
    gateway4: additions.route4?.gateway ?? file.gateway4,
    onLink4: additions.route4 === undefined ? file.onLink4 === true : additions.route4.gateway === undefined,
    gateway6: additions.route6?.gateway ?? file.gateway6,
  };
}

/** Throws Refused where a restart, which sets what the files say, would leave the host without its default route. */
function refuseLosingRoute({ activate }: CreateBridgeRequest, { unwritten }: Persistence): void {
  const [route] = defaultsOf(unwritten);
  if (activate !== 'restart' || route === undefined) return;
  throw new AgentError(
    'Refused',
    `${route} and the address that reaches it are in the kernel only, and the restart takes ` +
      `them away; name the address in 'persist', or use activate 'live'`,
  );
}

/**
 * What the kernel has beside a lease; addressing 'dhcp' leaves other IPv4 addresses behind. Throws Conflict where the file has
 * no words for it.
 */
function liveBeside(
  request: CreateBridgeRequest,
  protocol: BootProtocol,
  port: IfcfgFile,
  beside: CompanionAddressing,
  state: HostState,
): LiveAddressing {
  const device = request.interface;
  const { name } = port;
  const live = liveAddressing(device, request.bridge, state, { ...beside, peer: peerOf(port) });
  const places = request.adopt ? [device, request.bridge] : [device];
  const [leased] = places.flatMap((place) => leasedAddresses(place, state));
  if (protocol === 'none') {
    if (leased !== undefined) throw leasedConflict(device, name, leased.address);
    return live;
  }
  if (request.addressing === 'dhcp') {
    return { ...live, addresses: live.addresses.filter(({ family }) => family === 6), route4: undefined };
  }
  // Without a lease that we know the address may be one, from a client that we do not know.
  const [stray] = leased === undefined ? live.addresses.filter(({ family }) => family === 4) : [];
  if (stray !== undefined) throw mixedConflict(device, name, stray.address);
  return { ...live, route4: undefined };
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
