/** What changes in the file of an interface that becomes a bridge's port; the rest stays as the administrator wrote it. */
import type { IfcfgChanges } from '../../ifcfg/edit.ts';
import { keepsNetworkManagerOff } from '../../ifcfg/readings.ts';
import { isTrue } from '../../ifcfg/switches.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { ownAddressOf } from '../../../../model/uplink-kinds.ts';
import { isAddressKey } from '../addressing/address-keys.ts';
import { mtuOf, type Source } from './bridge-entries.ts';

/** Keys are only set where the file does not say it already in words of its own. */
export function portChanges(request: CreateBridgeRequest, source: Source): IfcfgChanges {
  const { port } = source;
  const set = new Map<string, string>();
  set.set('DEVICE', request.interface);
  if (needsHardwareAddress(source)) set.set('HWADDR', source.link?.mac.toUpperCase() ?? '');
  // Set in any case: of several lines, RHEL 6 goes by the first that says no (initscripts: init.d/network).
  const onBoot = port.get('ONBOOT');
  set.set('ONBOOT', onBoot !== undefined && isTrue(onBoot) ? onBoot : 'yes');
  set.set('BOOTPROTO', 'none');
  set.set('BRIDGE', request.bridge);
  // usernetctl is setuid: with USERCTL every user could take the uplink of all guests down.
  if (isTrue(port.get('USERCTL'))) set.set('USERCTL', 'no');
  const mtu = mtuOf(request, source);
  if (mtu !== undefined) set.set('MTU', mtu);
  if (request.networkmanager === 'release' && !keepsNetworkManagerOff(port.get('NM_CONTROLLED')))
    set.set('NM_CONTROLLED', 'no');
  return { set, remove: port.keys.filter(isAddressKey) };
}

/**
 * With MACADDR the kernel's address is not the interface's own, and ifup would not know the interface by it after a boot. A
 * VLAN or a bond has no address of its own, and initscripts would give a bond's name to the card that has it (rename_device.c).
 */
function needsHardwareAddress({ port, link }: Source): boolean {
  return ownAddressOf(link) !== undefined && (port.get('HWADDR') ?? '') === '' && (port.get('MACADDR') ?? '') === '';
}
