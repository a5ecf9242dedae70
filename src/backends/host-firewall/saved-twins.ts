/** Twins of rules in the files that the next boot reads, in the format of iptables-save. */
import type { FileStep } from '../../model/plan.ts';
import { replaceFile } from '../../model/replace-file.ts';
import type { SavedFile } from './find.ts';
import { largestRules } from '../../model/transaction.ts';
import type { Move } from './shared/move.ts';
import { twinText } from './twin.ts';

/** Each twin stands right behind its rule; all else is kept byte for byte. */
export function planSavedTwins(move: Move, saved: readonly SavedFile[]): readonly FileStep[] {
  return saved
    .filter((one) => !isTooLong(one))
    .flatMap(({ file, lost }) => {
      const twins = new Map(lost.map((rule) => [rule.line, twinText(rule, move)]));
      const lines = (file.text ?? '').split('\n').flatMap((line, number) => {
        const twin = twins.get(number);
        return twin === undefined ? [line] : [line, twin];
      });
      return replaceFile(
        `keep the rules for '${move.bridge}' in '${file.path}' for the next boot`,
        file,
        lines.join('\n'),
      );
    });
}

export function isTooLong({ file }: Pick<SavedFile, 'file'>): boolean {
  return Buffer.byteLength(file.text ?? '') > largestRules;
}
