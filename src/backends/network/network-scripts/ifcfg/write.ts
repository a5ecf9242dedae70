/** Writing ifcfg files of our own. */
import { fileHeader } from '../../../../contract/names.ts';
import { writeAssignment } from './value-alphabet.ts';

/** A whole new file: our header, then the entries in their order. Throws Refused for a value that cannot be written. */
export function writeIfcfg(entries: ReadonlyMap<string, string>): string {
  const lines = [...entries].map(([key, value]) => writeAssignment(key, value));
  return [fileHeader, ...lines, ''].join('\n');
}
