/** What changes in the file of an interface that leaves its bridge. */
import type { IfcfgChanges } from '../../ifcfg/edit.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { movedEntries } from '../../ifcfg/moved-entries.ts';
import { isAddressKey } from '../addressing/address-keys.ts';

/**
 * @param base the interface's file as it is, or as it was before the bridge.
 * @param bridgeFile the file whose addresses the interface gets; undefined if another port gets them.
 */
export function leavingChanges(
  base: IfcfgFile,
  bridgeFile: IfcfgFile | undefined,
  bridge: string,
  device: string,
): IfcfgChanges {
  if (bridgeFile === undefined) return { remove: ['BRIDGE'] };
  const set = movedEntries(bridgeFile, bridge, device, isAddressKey);
  const protocol = bridgeFile.get('BOOTPROTO') ?? 'none';
  // `static` and `none` mean the same: then the administrator's word stays.
  if (isDynamic(protocol) || isDynamic(base.get('BOOTPROTO') ?? 'none')) set.set('BOOTPROTO', protocol);
  const stale = base.keys.filter((key) => isAddressKey(key) && !set.has(key));
  return { set, remove: ['BRIDGE', ...stale] };
}

/** As ifup-eth compares, see readings.ts. */
function isDynamic(protocol: string): boolean {
  return protocol === 'dhcp' || protocol === 'bootp';
}
