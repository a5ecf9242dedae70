/** The address keys of the bridge's file. */
import { familyOf } from '../../../../model/addresses.ts';
import { AgentError } from '../../../../contract/errors.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { isDhcp } from '../../ifcfg/readings.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { movedEntries } from '../../ifcfg/moved-entries.ts';
import { isTakenOver } from './address-keys.ts';
import { staticEntries, withAdditions } from './address-entries.ts';
import { droppedWarnings } from './dropped.ts';
import { movedDefaults } from '../companions/defaults.ts';
import { fileAddressing, type FileAddressing } from './file-addressing.ts';
import {
  asWritten,
  keptAddressing,
  type BootProtocol,
  type Files,
  type OfKernel,
  type Wanted,
} from './kept-addressing.ts';
import { withoutThese } from '../../addresses/lists.ts';

export interface BridgeAddressing extends OfKernel {
  readonly protocol: BootProtocol;
  readonly entries: ReadonlyMap<string, string>;
}

/**
 * What the bridge takes over, gets by request, or has in the kernel alone. Throws Conflict where file and kernel differ,
 * or where ifup would not read what is written as it is meant; Refused for a value that cannot be moved safely.
 */
export function planBridgeAddressing(request: CreateBridgeRequest, files: Files, state: HostState): BridgeAddressing {
  const { addressing, bridge } = request;
  const taken = movedEntries(files.port, request.interface, bridge, (key) => isTakenOver(key, addressing));
  const protocol = protocolOf(request, files.port);
  const dropped = addressing === 'keep' ? [] : droppedWarnings(request, files, state);
  if (addressing === 'none') {
    return { protocol, entries: new Map([...taken, ...noAdvertisements]), ...asWritten, warnings: dropped };
  }
  const { wanted, ...kernel } =
    addressing === 'static' ? requested(request) : keptAddressing(request, files, protocol, state);
  const requestedEntries = addressing === 'static' ? staticEntries(request) : new Map<string, string>();
  const entries = withAdditions(new Map([...taken, ...requestedEntries]), kernel.additions, bridge);
  const defaults = movedDefaults(files.defaults, request.interface, bridge);
  refuseMisreading(request, new Map([...entries, ['BOOTPROTO', protocol]]), defaults, wanted);
  return { protocol, entries, ...kernel, warnings: [...kernel.warnings, ...dropped] };
}

/** A bridge without addresses gets none from routers either: ifup-ipv6 sets accept_ra and autoconf to 0 then. */
const noAdvertisements = [
  ['IPV6INIT', 'yes'],
  ['IPV6_AUTOCONF', 'no'],
] as const;

/** What the bridge's file will say. */
function protocolOf({ addressing }: CreateBridgeRequest, port: IfcfgFile): BootProtocol {
  if (addressing === 'keep') return isDhcp(port.get('BOOTPROTO')) ? 'dhcp' : 'none';
  return addressing === 'dhcp' ? 'dhcp' : 'none';
}

function requested({ addresses, gateways }: CreateBridgeRequest): Wanted {
  const gateway4 = gateways.find((gateway) => familyOf(gateway) === 4);
  const gateway6 = gateways.find((gateway) => familyOf(gateway) === 6);
  return { wanted: { addresses, gateway4, gateway6 }, ...asWritten };
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
  if (read.onLink4 === true && wanted.onLink4 !== true && wanted.gateway4 === undefined) throw strayDefault(request);
  const onLink4 = wanted.onLink4 === true && read.onLink4 !== true && 'the default route without a gateway';
  const what = address ?? (gateway4 || onLink4 || gateway6);
  if (what === false) return;
  throw new AgentError(
    'Conflict',
    `ifup would not configure ${what} from a file: it accepts a gateway in the network of the first address ` +
      `only, unless GATEWAYDEV or DEFROUTE forbid it, and addresses whose numbers have no gap; correct '${request.interface}' first`,
  );
}

function strayDefault({ bridge }: CreateBridgeRequest): AgentError {
  return new AgentError(
    'Conflict',
    `the file '/etc/sysconfig/network' would give bridge '${bridge}' a default route without a gateway (GATEWAYDEV); give an IPv4 gateway in 'gateways', or remove it there first`,
  );
}
