/** The one way back: a POSIX shell script made from the plan, safe to run at any point and more than once. */
import { createHash } from 'node:crypto';
import type { Step } from '../model/plan.ts';
import type { TransactionRecord } from '../model/transaction.ts';

/** Step number → where a file's old content waits beside it (absolute, below the root), so that putting it back is a rename, which needs no free block. */
export type StagedFiles = ReadonlyMap<number, string>;

/**
 * @param library the text of undo-library.sh. @param stateFolder the state folder as the host sees it.
 * @returns the text of undo.sh.
 */
export function undoScript(
  record: TransactionRecord,
  library: string,
  stateFolder: string,
  staged: StagedFiles,
): string {
  const steps = record.plan.map((step, index) => undoLine(step, index, staged.get(index))).reverse();
  return [
    '#!/bin/sh',
    `# Takes back transaction ${record.id} of bridgehead: ${record.operation} ${record.bridge}.`,
    '# Safe to run at any time, as often as you like, without bridgehead: sh undo.sh',
    `id=${quote(record.id)}`,
    `state_folder=${quote(stateFolder)}`,
    `boot=${quote(record.bootId)}`,
    library,
    'start "$@"',
    ...steps,
    'finish',
    '',
  ].join('\n');
}

function undoLine(step: Step, index: number, stagedPath: string | undefined): string {
  switch (step.kind) {
    case 'file':
      return [
        'undo_file',
        index,
        quote(step.path),
        digest(step.before),
        digest(step.after),
        quote(stagedPath ?? ''),
      ].join(' ');
    case 'links':
      return [
        'undo_links',
        index,
        quote(step.interface),
        quote(step.bridge),
        quote(step.masterBefore),
        quote(step.masterAfter),
        step.createsBridge ? 'created' : 'removed',
        quote(step.mac),
      ].join(' ');
    case 'service':
      return step.undo === 'nothing'
        ? `: step ${index} has nothing to take back`
        : ['undo_service', step.undoIfBegun ?? index, quote(step.service), step.undo].join(' ');
  }
}

/** SHA-256 in hex of a file's bytes; `absent` where there is none. */
export function digest(text: string | null): string {
  return text === null ? 'absent' : createHash('sha256').update(text).digest('hex');
}

/** One word for a POSIX shell (Shell Command Language 2.2.2: nothing is special within single quotes). */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
