/** undo.sh: a POSIX shell script made from the plan, safe to run at any point and more than once. */
import { digest } from '../model/digest.ts';
import type { Step } from '../model/plan.ts';
import type { TransactionRecord } from '../model/transaction.ts';
import { undoFiles, undoWords } from './steps/steps.ts';

/** Step number → the staged old content beside the file (absolute, as the host sees it), which an undo renames into place. */
export type StagedFiles = ReadonlyMap<number, string>;

/**
 * @param library what readUndoLibrary returns. @param stateFolder the state folder as the host sees it. @param root where the
 * host's files are on this machine, as Host.files.root has it.
 * @returns the text of undo.sh. A torn script runs nothing: its last line calls the function that holds everything.
 */
export function undoScript(
  record: TransactionRecord,
  library: string,
  stateFolder: string,
  root: string,
  staged: StagedFiles,
): string {
  const steps = record.plan.map((step, index) => line(step, index, staged.get(index) ?? '')).reverse();
  return [
    '#!/bin/sh',
    `# Undoes transaction ${record.id} of bridgehead: ${record.operation} ${record.bridge}.`,
    '# Safe to run at any time, as often as you like, without bridgehead: sh undo.sh',
    `id=${quote(record.id)}`,
    `state_folder=${quote(stateFolder)}`,
    `made_below=${quote(root)}`,
    `boot=${quote(record.bootId)}`,
    library,
    'main() {',
    'start "$@"',
    ...steps,
    'finish',
    '}',
    'main "$@"',
    '',
  ].join('\n');
}

function line(step: Step, index: number, staged: string): string {
  const words = undoWords(step, index, staged);
  if (words === undefined) return `: step ${index} has nothing to undo`;
  const needed = undoFiles(step).filter(({ spare }) => spare !== true);
  const guards = needed.map(({ name, text }) => ['intact', index, `${name}-${index}`, digest(text)]);
  return [...guards, words].map(command).join(' && ');
}

function command(words: readonly (string | number)[]): string {
  return words.map((word) => (/^\w+$/.test(String(word)) ? word : quote(String(word)))).join(' ');
}

/** One word of a POSIX shell (Shell Command Language 2.2.2: single quotes). */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
