/** Settings that keyfiles call by a short name too (NetworkManager: nm-keyfile-utils.c, alias_list). */
import type { Keyfile } from './keyfile.ts';

const aliases: Readonly<Record<string, string>> = {
  '802-3-ethernet': 'ethernet',
  '802-11-wireless': 'wifi',
  '802-11-wireless-security': 'wifi-security',
};

/** How the keyfile calls the setting; the short name where it has neither. */
export function groupOf(setting: string, { has }: Keyfile): string {
  return has(setting) ? setting : (aliases[setting] ?? setting);
}

/** The whole name of a profile's type, as NetworkManager says it on the bus. */
export function typeOf(word: string): string {
  return Object.entries(aliases).find(([, alias]) => alias === word)?.[0] ?? word;
}
