/** Takes a bridge's twins out of the files that the service nftables loads at the boot. */
import type { HostFile } from '../../../model/host-file.ts';
import { keptStepsAt } from '../../../model/originals.ts';
import type { FileStep } from '../../../model/plan.ts';
import { replaceFile } from '../../../model/replace-file.ts';
import type { Transaction } from '../../../model/transaction.ts';
import { isWritable } from '../shared/kept-files.ts';
import { bootRuleset } from './boot-files.ts';
import { elementsOf, withoutTwins } from './removal.ts';

/** @param own the changes that created the bridge. @param files all that were read. */
export function planDeleteBootTwins(
  bridge: string,
  files: readonly HostFile[],
  own: readonly Transaction[],
): readonly FileStep[] {
  const loaded = bootRuleset(files).files.filter(({ file }) => isWritable(file.path));
  return loaded.flatMap(({ file }) => {
    const text = withoutTwins(file.text, bridge, elementsAdded(file.path, own));
    return replaceFile(`take the rules for '${bridge}' out of '${file.path}'`, file, text);
  });
}

function elementsAdded(path: string, own: readonly Transaction[]): readonly string[] {
  const steps = keptStepsAt(path, own);
  return steps.flatMap(({ before, after }) => {
    const known = new Set(elementsOf(before ?? ''));
    return elementsOf(after ?? '').filter((element) => !known.has(element));
  });
}
