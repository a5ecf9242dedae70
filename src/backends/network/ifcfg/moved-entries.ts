/** Entries of one device's ifcfg file, in that of another. */
import { AgentError } from '../../../contract/errors.ts';
import { quoted } from '../../../contract/quoted.ts';
import { valueForDevice } from './device-values.ts';
import type { IfcfgFile } from './parse.ts';
import { isWritable } from './value-alphabet.ts';

/**
 * The entries of `file` whose keys are `wanted`, meant for device `from`, as they have to be for device `to`. Throws
 * Refused for a value that cannot be written safely.
 */
export function movedEntries(
  file: IfcfgFile,
  from: string,
  to: string,
  wanted: (key: string) => boolean,
): Map<string, string> {
  const keys = file.keys.filter(wanted);
  return new Map(keys.map((key) => [key, movedValue(file, key, from, to)]));
}

function movedValue(file: IfcfgFile, key: string, from: string, to: string): string {
  const value = valueForDevice(file, key, from, to);
  if (isWritable(key, value)) return value;
  throw new AgentError(
    'Refused',
    `${quoted(file.name)} sets ${key} to a value that cannot be moved safely; write a plain value or remove the line`,
  );
}
