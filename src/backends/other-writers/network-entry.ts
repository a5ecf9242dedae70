/**
 * Reads one entry of a YAML file: `network`, and in it `config`. A parser of all of YAML would be much code for a program that
 * runs as root. This reads the forms in which cloud-init's manual and installers write the entry. For any other it says that
 * the network is configured, which at worst is a warning too many.
 */

/** `disabled`: config is that word; `config`: it is something else; `other`: there is no config; `absent`: no network. */
export type NetworkEntry = 'disabled' | 'config' | 'other' | 'absent';

/** A key of the top level: nothing else begins in the first column (YAML 1.2: 6.1, indentation). */
const topKey = /^(["']?)network\1[ \t]*:(?:[ \t]+(.*))?$/;
const configEntry = /^([ \t]+)(["']?)config\2[ \t]*:(?:[ \t]+(.*))?$/;
const flow = /^\{[ \t]*(["']?)config\1[ \t]*:[ \t]*(["']?)disabled\2[ \t]*,?[ \t]*\}$/;

/** Never throws. Where the key is there twice, the last counts, as for PyYAML. */
export function networkEntry(text: string): NetworkEntry {
  const lines = text.split(/\r?\n/).filter((line) => !/^[ \t]*(?:#.*)?$/.test(line));
  const at = lines.findLastIndex((line) => topKey.test(line));
  if (at < 0) return 'absent';
  const value = withoutComment(topKey.exec(lines[at] ?? '')?.[2] ?? '');
  if (value !== '') return flow.test(value) ? 'disabled' : 'config';
  return ofBlock(lines.slice(at + 1));
}

/** @param lines those after the key. */
function ofBlock(lines: readonly string[]): NetworkEntry {
  const end = lines.findIndex((line) => !/^[ \t]/.test(line));
  const block = end < 0 ? lines : lines.slice(0, end);
  const indent = /^[ \t]+/.exec(block[0] ?? '')?.[0];
  const entry = block.map((line) => configEntry.exec(line)).findLast((found) => found?.[1] === indent);
  if (entry == null) return 'other';
  return /^(["']?)disabled\1$/.test(withoutComment(entry[3] ?? '')) ? 'disabled' : 'config';
}

function withoutComment(value: string): string {
  return value.replace(/(?:^|[ \t])#.*$/, '').trim();
}
