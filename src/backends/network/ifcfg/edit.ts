/** Writes new ifcfg files, and changes keys of an administrator's. */
import { AgentError } from '../../../contract/errors.ts';
import { fileHeader } from '../../../contract/names.ts';
import { quoted } from '../../../contract/quoted.ts';
import { deleteKey, dropOverridden, setKey } from '../../../ifcfg/edit.ts';
import { parseIfcfg, type IfcfgFile } from './parse.ts';
import { requireWritable, writeAssignment } from './value-alphabet.ts';

export interface IfcfgChanges {
  readonly set?: ReadonlyMap<string, string>;
  readonly remove?: Iterable<string>;
}

/** A whole new file: our header, then the entries in their order. Throws Refused for a value that cannot be written. */
export function writeIfcfg(entries: ReadonlyMap<string, string>): string {
  const lines = [...entries].map(([key, value]) => writeAssignment(key, value));
  return [fileHeader, ...lines, ''].join('\n');
}

/**
 * The file's text with the changes: a key that is set keeps the place of its last assignment and loses the earlier ones,
 * a new key goes to the end. A line that says so already is not touched. Throws Refused for a value that cannot be
 * written, and where the result would be read differently from what was meant.
 */
export function editIfcfg(file: IfcfgFile, { set = new Map(), remove = [] }: IfcfgChanges): string {
  for (const [key, value] of set) if (file.get(key) !== value) requireWritable(key, value);
  const text = orRefuse(file, () => {
    let changed = file.text;
    for (const key of remove) if (!set.has(key)) changed = deleteKey(changed, key);
    for (const [key, value] of set) changed = dropOverridden(setKey(changed, key, value), key);
    return changed;
  });
  if (text !== file.text) parseIfcfg(file.name, text);
  return text;
}

/** What parseIfcfg accepts can be edited; should it not be so, the change is refused. */
function orRefuse(file: IfcfgFile, edit: () => string): string {
  try {
    return edit();
  } catch (error) {
    throw new AgentError('Refused', `${quoted(file.name)} cannot be changed; write plain KEY=value lines`, {
      cause: error,
    });
  }
}
