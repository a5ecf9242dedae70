/** Values that do not mean the same to all who may read the file. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { warning, type Problem } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { isTakenOver } from '../addressing/address-keys.ts';
import { configOf } from '../files/config.ts';
import { isReleased } from '../files/boot-files.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { keysInDoubt, reading, scriptsOf, type DelayUnit, type Key, type Reader } from '../../ifcfg/readings.ts';

/** One key that two readers take differently. */
interface TwoReadings {
  readonly key: Key;
  readonly value: string;
  readonly one: string;
  readonly other: string;
}

/**
 * Throws Conflict where the bridge would take over a value that means one thing to one reader of the interface's file and
 * another to the other, so that it cannot be told what the interface has.
 */
export function refuseTwoReadings(request: CreateBridgeRequest, port: IfcfgFile, state: HostState): void {
  const scripts = scriptsOf(configOf(state).delayUnit);
  const readers = mayRead(request.interface, state) ? [...scripts, 'NetworkManager' as const] : scripts;
  const difference = twoReadings(port, readers).find(({ key }) => isCarried(key, request));
  if (difference === undefined) return;
  const { key, value, one, other } = difference;
  throw new AgentError(
    'Conflict',
    `${quoted(port.name)} sets ${key} to ${quoted(value)}, which is ${one}, but ${other}; write ${plain(key)}`,
  );
}

/**
 * ifup of every version reads GATEWAY alone; GATEWAY0 and on are NetworkManager's (nm-settings-ifcfg-rh(5)). Throws Conflict where
 * the host may have its default route by one of them, and the kernel, which would tell, is not asked.
 */
export function refuseNumberedGateway(request: CreateBridgeRequest, port: IfcfgFile, state: HostState): void {
  const { addressing, activate, interface: device } = request;
  if (addressing !== 'keep' || (state.live && activate !== 'boot') || !mayRead(device, state)) return;
  const key = port.keys.find((one) => /^GATEWAY\d+$/.test(one) && port.get(one) !== '');
  if (key === undefined || (port.get('GATEWAY') ?? '') !== '') return;
  throw new AgentError(
    'Conflict',
    `${quoted(port.name)} sets ${key}, which NetworkManager takes for the gateway and ifup does not read; write GATEWAY in its place`,
  );
}

/** For Verify: what a person, or NetworkManager, may take otherwise than the scripts do. */
export function spellingProblems(file: IfcfgFile, unit: DelayUnit): Problem[] {
  return twoReadings(file, [...scriptsOf(unit), 'NetworkManager']).map(({ key, one, other }) => {
    const message = `${quoted(file.name)} sets ${key} in a spelling that is ${one}, but ${other}`;
    return warning(message, plain(key), 'another spelling', `write ${plain(key)} in it`);
  });
}

function twoReadings(file: IfcfgFile, readers: readonly Reader[]): TwoReadings[] {
  return keysInDoubt.flatMap((key) => {
    const value = file.get(key) ?? '';
    const [first, ...others] = readers;
    if (value === '' || first === undefined) return [];
    const meaning = reading(key, value, first);
    const other = others.find((reader) => reading(key, value, reader) !== meaning);
    if (other === undefined) return [];
    const pair = { one: `${meaning} to ${nameOf(first)}`, other: `${reading(key, value, other)} to ${nameOf(other)}` };
    return [{ key, value, ...pair }];
  });
}

/** The spellings that all readers take alike. */
function plain(key: Key): string {
  if (key === 'BOOTPROTO') return 'BOOTPROTO=dhcp or BOOTPROTO=none';
  return key === 'STP' ? 'STP=on or STP=off' : `${key}=yes or ${key}=no`;
}

function nameOf(reader: Reader): string {
  return reader === 'NetworkManager' ? reader : `ifup of ${reader}`;
}

/** Whether the bridge's file would say the same. */
function isCarried(key: Key, { addressing }: CreateBridgeRequest): boolean {
  return key === 'BOOTPROTO' ? addressing === 'keep' : isTakenOver(key, addressing);
}

/** Whether NetworkManager may have made of the file what the interface has now (nm-settings-ifcfg-rh(5)). */
function mayRead(device: string, state: HostState): boolean {
  const { status, readsIfcfg, devices } = state.networkManager;
  if (!readsIfcfg || status === 'absent' || isReleased(device, state)) return false;
  if (status === 'stopped' && ['disabled', 'masked'].includes(state.atBoot.NetworkManager)) return false;
  return devices[device] !== 'unmanaged';
}
