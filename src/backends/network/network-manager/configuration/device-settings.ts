/** What NetworkManager's own configuration says of a device (NetworkManager.conf(5): keyfile, device). Pure. */
import { parseKeyfile, type Keyfile } from '../keyfile/keyfile.ts';
import { matches, type MatchedDevice } from './device-match.ts';
import { switchIn, valueFor } from './section-value.ts';

/** @param printed by `NetworkManager --print-config`; undefined where it did not say. */
export function deviceSettings(printed: string | undefined): Keyfile | undefined {
  return printed === undefined ? undefined : parseKeyfile(printed);
}

/**
 * How the configuration has NetworkManager leave the device alone, as `unmanaged-devices=…`; undefined where it does not. That a
 * section `device` sets `managed=0` is no such way: a bridge whose profile starts by itself is made all the same (tried with 1.42).
 */
export function leftAloneBy(device: MatchedDevice, { get }: Keyfile): string | undefined {
  const unmanaged = get('keyfile', 'unmanaged-devices');
  return unmanaged !== undefined && matches(unmanaged, device) ? `unmanaged-devices=${unmanaged}` : undefined;
}

/** Whether NetworkManager takes the device over as it finds it; else it configures it from scratch at each start. */
export function keepsConfiguration(device: MatchedDevice, settings: Keyfile): boolean {
  return switchIn(valueFor('device', 'keep-configuration', device, settings)) !== false;
}
