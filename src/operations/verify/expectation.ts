/** What a bridge should be like, as far as somebody has said so. */
import type { HostState } from '../../model/host-state.ts';
import type { IfcfgFile } from '../../model/ifcfg/parse.ts';
import { isTrue } from '../../model/ifcfg/switches.ts';
import { fileAddressing, type FileAddressing } from '../network-files/file-addressing.ts';
import { isUplink } from '../bridges/plan-delete.ts';
import { readNetworkDefaults } from '../network-files/network-defaults.ts';
import { bootFiles, tryReadIfcfg } from '../network-files/read-files.ts';

/** undefined: nobody has said. */
export interface Expectation {
  readonly bridge: string;
  readonly interface: string | undefined;
  readonly mac: string | undefined;
  /** Bytes. */
  readonly mtu: number | undefined;
  readonly stp: boolean | undefined;
  /** As `192.0.2.10/24`; without link-local ones. */
  readonly addresses: readonly string[] | undefined;
  /** Families whose default route should leave by the bridge. */
  readonly routed: readonly (4 | 6)[];
}

/** What the files say of the bridge: the state of the next boot. */
export function expectationOfFiles(bridge: string, card: string | undefined, state: HostState): Expectation {
  const networkFile = bootFiles(state).find((one) => one.name === `ifcfg-${bridge}`);
  const file = networkFile && tryReadIfcfg(networkFile);
  const addressing = file && addressingOf(file, bridge, state);
  const mtu = Number(file?.get('MTU') ?? '');
  return {
    bridge,
    interface: card,
    mac: file?.get('MACADDR')?.toLowerCase(),
    mtu: Number.isInteger(mtu) && mtu > 0 ? mtu : undefined,
    stp: file === undefined ? undefined : isTrue(file.get('STP')),
    addresses: addressing?.addresses.map(({ address, prefix }) => `${address}/${prefix}`),
    routed: [
      ...(addressing?.gateway4 === undefined ? [] : ([4] as const)),
      ...(addressing?.gateway6 === undefined ? [] : ([6] as const)),
    ],
  };
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
    const file = tryReadIfcfg(networkFile);
    if (file?.get('BRIDGE') === bridge) return file.get('DEVICE') ?? networkFile.name.slice('ifcfg-'.length);
  }
  const link = state.links.find((one) => one.name === bridge);
  return link && state.links.find((one) => isUplink(one, link, []))?.name;
}
