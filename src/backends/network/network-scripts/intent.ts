/** What the files say of a bridge. Pure. */
import type { Expectation } from '../../../model/expectation.ts';
import type { HostState } from '../../../model/host-state.ts';
import { isDhcp } from './ifcfg/boot-protocol.ts';
import type { IfcfgFile } from './ifcfg/parse.ts';
import { readDelay, readStp } from './delay.ts';
import { fileAddressing, type FileAddressing } from './file-addressing.ts';
import { isUplink } from '../../../model/uplink.ts';
import { deviceOf } from './interface-file.ts';
import { readNetworkDefaults } from './network-defaults.ts';
import { bootFiles, tryReadIfcfg } from './boot-files.ts';

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
