/** The bridge's own file: what it is, and what it takes over from the interface. */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostState, Link } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { keepsNetworkManagerOff } from '../../ifcfg/readings.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { planBridgeAddressing, type BridgeAddressing } from '../addressing/bridge-addressing.ts';
import { kernelEntries } from './bridge-settings.ts';
import type { Companion } from '../companions/find.ts';
import { configOf } from '../files/config.ts';
import { lowerFileOf } from '../files/lower-file.ts';
import type { MadeLink, MadeVlan } from '../files/made-link.ts';
import { zoneEntry } from '../files/zone.ts';

/** What is needed of the interface and the host. */
export interface Source {
  readonly port: IfcfgFile;
  readonly defaults: IfcfgFile;
  /** Undefined where the kernel's links are not this host's. */
  readonly link: Link | undefined;
  /** The other files that go with its addresses. */
  readonly companions: readonly Companion[];
  /** The VLAN or bond that ifup makes of its file. */
  readonly made?: MadeLink | undefined;
}

/**
 * The entries in the order in which they are written, and what only the kernel has. Throws Conflict where file
 * and kernel differ, Refused for a value that cannot be moved safely.
 */
export function planBridgeEntries(request: CreateBridgeRequest, source: Source, state: HostState): BridgeAddressing {
  const { entries, ...addressing } = planBridgeAddressing(request, source, state);
  const own = ownEntries(request, source, state, addressing.protocol);
  const warnings = [...addressing.warnings, ...(own.has('MACADDR') ? [] : [withoutAddress(request, source)])];
  const added = [...zoneEntry(request.interface, entries, state), ...networkManagerEntry(request, source)];
  return { ...addressing, warnings, entries: new Map([...own, ...entries, ...added]) };
}

/** A bridge without an address of its own has the lowest of its ports' (kernel: br_stp_recalculate_bridge_id). */
function withoutAddress({ bridge, interface: uplink }: CreateBridgeRequest, { port }: Source): string {
  return (
    `${quoted(port.name)} does not tell the hardware address of '${uplink}', so 'ifcfg-${bridge}' gets no MACADDR, and a guest's ` +
    `port with a lower one may change that of '${bridge}'; set MACADDR in it once the address is known`
  );
}

/** MACADDR, never HWADDR: the bridge keeps the uplink's address when guests come (initscripts: ifup-eth). */
function ownEntries(
  request: CreateBridgeRequest,
  source: Source,
  state: HostState,
  protocol: string,
): Map<string, string> {
  const entries = new Map<string, string>([
    ['DEVICE', request.bridge],
    ['TYPE', 'Bridge'],
    ['ONBOOT', 'yes'],
    ['BOOTPROTO', protocol],
    ...kernelEntries(request, configOf(state).delayUnit),
  ]);
  const there = adoptedBridge(request, source, state);
  const mac = there?.mac ?? macOf(source, state);
  if (mac !== undefined) entries.set('MACADDR', mac.toUpperCase());
  const mtu = there === undefined ? mtuOf(request, source) : mtuOfAdopted(there, source);
  if (mtu !== undefined) entries.set('MTU', mtu);
  return entries;
}

/** A bridge that is taken over and has the interface already keeps its address, by which the LAN knows the host. */
function adoptedBridge(request: CreateBridgeRequest, { link }: Source, { links }: HostState): Link | undefined {
  return request.adopt && link?.master === request.bridge ? linkNamed(request.bridge, links) : undefined;
}

function mtuOfAdopted({ mtu }: Link, { port }: Source): string | undefined {
  return mtu === 1500 && (port.get('MTU') ?? '') === '' ? undefined : String(mtu);
}

/** The kernel's, else the one that ifup will give the interface; a VLAN has that of the link below it. */
function macOf({ port, link, made }: Source, state: HostState): string | undefined {
  if (link !== undefined) return link.mac;
  return writtenMac(port) ?? (made?.kind === 'vlan' ? lowerMac(made, state) : undefined);
}

/** Throws AgentError(Refused). */
function writtenMac({ name, get }: IfcfgFile): string | undefined {
  const key = ['MACADDR', 'HWADDR'].find((candidate) => (get(candidate) ?? '') !== '');
  const mac = key && get(key);
  if (mac === undefined || /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(mac)) return mac;
  throw new AgentError('Refused', `${quoted(name)} sets ${key ?? ''} to an invalid value; correct it first`);
}

/** A bond's is known only once it is up. */
function lowerMac({ lower }: MadeVlan, state: HostState): string | undefined {
  const link = state.live ? linkNamed(lower, state.links) : undefined;
  const file = lowerFileOf(lower, state);
  return link?.mac ?? (file && writtenMac(file));
}

/** What was asked for, else what the interface's file says, else what the kernel has if that is not what it always has. */
export function mtuOf(request: CreateBridgeRequest, { port, link }: Source): string | undefined {
  if (request.mtu !== undefined) return String(request.mtu);
  const written = port.get('MTU') ?? '';
  if (written !== '') return written;
  return link === undefined || link.mtu === 1500 ? undefined : String(link.mtu);
}

/** NetworkManager keeps its hands off both devices, or off none. */
function networkManagerEntry(request: CreateBridgeRequest, { port }: Source): [string, string][] {
  const released = request.networkmanager === 'release' || keepsNetworkManagerOff(port.get('NM_CONTROLLED'));
  return released ? [['NM_CONTROLLED', 'no']] : [];
}
