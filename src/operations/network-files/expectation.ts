/** What a bridge should be like, as far as somebody has said so. */
import type { HostState } from '../../model/host-state.ts';
import { isDhcp } from '../../model/ifcfg/boot-protocol.ts';
import type { IfcfgFile } from '../../model/ifcfg/parse.ts';
import { readDelay, readStp } from './delay.ts';
import { fileAddressing, type FileAddressing } from './file-addressing.ts';
import { isUplink } from '../../model/uplink.ts';
import { deviceOf } from './interface-file.ts';
import { readNetworkDefaults } from './network-defaults.ts';
import { bootFiles, tryReadIfcfg } from './read-files.ts';

interface ExpectedRoute {
  readonly family: 4 | 6;
  readonly gateway: string | undefined;
}

/** undefined: nobody has said. */
export interface Expectation {
  readonly bridge: string;
  readonly interface: string | undefined;
  readonly mac: string | undefined;
  /** Bytes. */
  readonly mtu: number | undefined;
  readonly stp: boolean | undefined;
  /** Seconds. */
  readonly forwardDelay: number | undefined;
  /** As `192.0.2.10/24`; without link-local ones. */
  readonly addresses: readonly string[] | undefined;
  /** Whether the IPv4 address is to come from a DHCP server. */
  readonly dhcp: boolean;
  /** Families whose default route should leave by the bridge, and the gateway where somebody has said it. */
  readonly routed: readonly ExpectedRoute[];
}

/** Bytes: what a card has that nobody tells otherwise (RFC 894). */
const ethernetMtu = 1500;

/** What the files say of the bridge: the state of the next boot. */
export function expectationOfFiles(bridge: string, card: string | undefined, state: HostState): Expectation {
  const networkFile = bootFiles(state).find((one) => one.name === `ifcfg-${bridge}`);
  const file = networkFile && tryReadIfcfg(networkFile);
  const addressing = file && addressingOf(file, bridge, state);
  const mtu = Number(file?.get('MTU') ?? '');
  return {
    bridge,
    interface: card,
    mac: macOf(file),
    mtu: file && (Number.isInteger(mtu) && mtu > 0 ? mtu : ethernetMtu),
    stp: file && readStp(file.get),
    forwardDelay: file && readDelay(file.get, state.delayUnit),
    addresses: addressing?.addresses.map(({ address, prefix }) => `${address}/${prefix}`),
    dhcp: isDhcp(file?.get('BOOTPROTO')),
    routed: [
      ...(addressing?.gateway4 === undefined ? [] : [{ family: 4 as const, gateway: addressing.gateway4 }]),
      ...(addressing?.gateway6 === undefined ? [] : [{ family: 6 as const, gateway: addressing.gateway6 }]),
    ],
  };
}

/** Undefined where the file says what is no MAC: then the checks of the files say so. */
function macOf(file: IfcfgFile | undefined): string | undefined {
  const mac = file?.get('MACADDR')?.toLowerCase();
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac ?? '') ? mac : undefined;
}

/** Undefined where the file says what is no address: then the checks of the files say so. */
function addressingOf(file: IfcfgFile, device: string, state: HostState): FileAddressing | undefined {
  try {
    return fileAddressing({ name: file.name, get: file.get, getDefault: readNetworkDefaults(state).get }, device);
  } catch {
    return undefined;
  }
}

/** The card behind the bridge: the one a file names, or the port that lent the bridge its hardware address. */
export function cardOf(bridge: string, state: HostState): string | undefined {
  for (const networkFile of bootFiles(state).filter(({ name }) => name.startsWith('ifcfg-'))) {
    if (tryReadIfcfg(networkFile)?.get('BRIDGE') !== bridge) continue;
    const device = deviceOf(networkFile);
    if (device !== undefined) return device;
  }
  const link = state.links.find((one) => one.name === bridge);
  return link && state.links.find((one) => isUplink(one, link, []))?.name;
}
