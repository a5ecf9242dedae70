/** What the files say of a bridge and its interface. */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { Intent } from '../../../../model/intent.ts';
import { isUplink } from '../../../../model/uplink.ts';
import { bootFiles, tryReadIfcfg } from '../files/boot-files.ts';
import { configOf } from '../files/config.ts';
import { readDelay, readSnooping } from './bridge-settings.ts';
import { fileAddressing } from '../addressing/file-addressing.ts';
import { isDhcp, refusesIPv6, turnsStpOn } from '../../ifcfg/readings.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { isTrue } from '../../ifcfg/switches.ts';
import { deviceOf } from '../files/interface-file.ts';
import { readNetworkDefaults } from '../files/network-defaults.ts';

/** What the device's own file says; undefined where there is none that can be read. */
export function intentOf(device: string, state: HostState): Intent | undefined {
  const bootFile = bootFiles(state).find((one) => one.name === `ifcfg-${device}`);
  const file = bootFile && tryReadIfcfg(bootFile);
  return file && intentOfFile(file, device, state);
}

/** @param file of the device, as it is or as it will be. Never throws. */
export function intentOfFile(file: IfcfgFile, device: string, state: HostState): Intent {
  const mtu = Number(file.get('MTU') ?? '');
  return {
    dhcp: isDhcp(file.get('BOOTPROTO')),
    dhcp6: isTrue(file.get('DHCPV6C')) && !refusesIPv6(file.get('IPV6INIT')),
    ...addressingOf(file, device, state),
    mac: macOf(file),
    mtu: Number.isInteger(mtu) && mtu > 0 ? mtu : undefined,
    stp: turnsStpOn(file.get('STP'), configOf(state).delayUnit),
    forwardDelay: readDelay(file.get, configOf(state).delayUnit),
    multicastSnooping: readSnooping(file.get),
  };
}

/** What is no MAC counts as none: the checks of the files say so. */
function macOf(file: IfcfgFile): string | undefined {
  const mac = file.get('MACADDR')?.toLowerCase();
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac ?? '') ? mac : undefined;
}

function addressingOf(
  file: IfcfgFile,
  device: string,
  state: HostState,
): Pick<Intent, 'addresses' | 'gateways' | 'problem'> {
  try {
    const keys = { name: file.name, get: file.get, getDefault: readNetworkDefaults(state).get };
    const { addresses, gateway4, gateway6 } = fileAddressing(keys, device);
    const gateways = [gateway4, gateway6].filter((gateway) => gateway !== undefined);
    return { addresses, gateways, problem: undefined };
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return { addresses: undefined, gateways: [], problem: error.message };
  }
}

/**
 * The interface behind the bridge: the one that a file names, of several that whose hardware address the bridge has, or without a
 * file the port that lent it its own.
 */
export function uplinkOf(bridge: string, state: HostState): string | undefined {
  const named = portsOf(bridge, state);
  const link = state.links.find((one) => one.name === bridge);
  if (named.length === 0) return link && state.links.find((one) => isUplink(one, link, []))?.name;
  if (named.length === 1) return named[0];
  const mac = intentOf(bridge, state)?.mac ?? link?.mac;
  return named.find((device) => macsOf(device, state).includes(mac ?? '')) ?? named[0];
}

/** The interfaces that the files put behind the bridge. */
export function portsOf(bridge: string, state: Pick<HostState, 'network'>): readonly string[] {
  const files = bootFiles(state).filter(({ name }) => name.startsWith('ifcfg-'));
  return files.flatMap((file) => (tryReadIfcfg(file)?.get('BRIDGE') === bridge ? (deviceOf(file) ?? []) : []));
}

/** The kernel's, and those that its files give it, in lower case. */
function macsOf(device: string, state: HostState): readonly string[] {
  const link = state.live ? state.links.find(({ name }) => name === device) : undefined;
  const files = bootFiles(state).filter((file) => file.name.startsWith('ifcfg-') && deviceOf(file) === device);
  const written = files.flatMap((file) => ['HWADDR', 'MACADDR'].map((key) => tryReadIfcfg(file)?.get(key) ?? ''));
  return [link?.mac ?? '', ...written].filter((mac) => mac !== '').map((mac) => mac.toLowerCase());
}
