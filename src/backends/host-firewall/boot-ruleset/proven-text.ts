/** The text of a file with its twins, once it is proved that it has all of them and that nothing else is another. */
import type { HostFile } from '../../../model/host-file.ts';
import type { Move } from '../shared/move.ts';
import { bootTwins, type FileTwins } from './boot-twins.ts';
import { withInsertions } from './insertion.ts';
import { elementsOf, withoutTwins } from './removal.ts';

/** Undefined where it cannot be proved. @param files all that the boot loads. */
export function provenText(
  { file, insertions }: FileTwins,
  move: Move,
  files: readonly HostFile[],
): string | undefined {
  const after = withInsertions(file.text, insertions);
  const known = new Set(elementsOf(file.text));
  const added = elementsOf(after).filter((element) => !known.has(element));
  const back = withoutTwins(after, move.bridge, added);
  const changed = files.map((one) => (one.path === file.path ? { ...one, text: after } : one));
  const left = bootTwins(move, changed).files.find((one) => one.file.path === file.path);
  const isWhole = left?.insertions.length === 0 && left.problem === undefined;
  return isWhole && back === withoutTwins(file.text, move.bridge, []) ? after : undefined;
}
