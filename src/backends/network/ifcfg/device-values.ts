/** Values of ifcfg files that name a device, for another device. */
import { AgentError } from '../../../contract/errors.ts';
import { quoted } from '../../../contract/quoted.ts';
import type { IfcfgFile } from './parse.ts';
import { renamedDevice, renameInIpLine } from './ip-words.ts';

/** Keys whose value is a device. */
const deviceKeys = new Set(['DEVICE', 'GATEWAYDEV', 'IPV6_DEFAULTDEV']);

/**
 * The value of `key` in `file`, meant for device `from`, as it has to be for `to`. Throws Refused where it names the device in
 * a way that is not understood.
 */
export function valueForDevice(file: IfcfgFile, key: string, from: string, to: string): string {
  const value = file.get(key) ?? '';
  if (deviceKeys.has(key)) return renamedDevice(value, from, to);
  if (key === 'IPV6_DEFAULTGW' && value.endsWith(`%${from}`)) return `${value.slice(0, -from.length)}${to}`;
  if (key !== 'EXTRA_ROUTE_OPTS' || value.trim() === '') return value;
  const moved = renameInIpLine('route', value, from, to);
  if (moved !== undefined) return moved;
  throw new AgentError(
    'Refused',
    `${quoted(file.name)} sets ${key} to ${quoted(value)}, which cannot be moved safely; correct or remove it`,
  );
}

/** The keys of `file` whose values name device `from`, with the values for `to`. Throws Refused, see valueForDevice. */
export function valuesForDevice(file: IfcfgFile, from: string, to: string): ReadonlyMap<string, string> {
  const keys = [...deviceKeys, 'IPV6_DEFAULTGW', 'EXTRA_ROUTE_OPTS'].filter((key) => file.get(key) !== undefined);
  const values = keys.map((key) => [key, valueForDevice(file, key, from, to)] as const);
  return new Map(values.filter(([key, value]) => value !== file.get(key)));
}
