/** The values of an ifcfg file as NetworkManager's plugin reads them (nm-settings-ifcfg-rh(5); NetworkManager: shvar.c). */
import { readAsNetworkManager } from '../../../../../ifcfg/readers/network-manager.ts';

/** An empty value is none. */
export type Values = (key: string) => string | undefined;

export function valuesOf(text: string): Values {
  const readings = readAsNetworkManager(text);
  return (key) => {
    const value = readings.get(key)?.value;
    return value === '' ? undefined : value;
  };
}

/** NetworkManager: svParseBoolean. */
export function isYes(value: string | undefined, otherwise: boolean): boolean {
  if (/^(?:yes|true|t|y|1)$/i.test(value ?? '')) return true;
  return /^(?:no|false|f|n|0)$/i.test(value ?? '') ? false : otherwise;
}

/** The keys whose values are secrets, of 802.1X and of wireless networks; the `…_FLAGS` say only who keeps one. */
export function secretKeysOf(text: string): readonly string[] {
  const found = [...readAsNetworkManager(text)].filter(([key, { value }]) => value !== '' && isSecret(key));
  return found.map(([key]) => key);
}

function isSecret(key: string): boolean {
  return /^(?:\w*PASSWORD(?:_RAW)?|\w*_PIN|WPA_PSK|KEY\d*|KEY_PASSPHRASE\d*)$/.test(key);
}

/** Whether NetworkManager takes the file for no profile: `NM_CONTROLLED=no` (nm-settings-ifcfg-rh(5)). */
export function isKeptOff(text: string): boolean {
  return !isYes(valuesOf(text)('NM_CONTROLLED'), true);
}
