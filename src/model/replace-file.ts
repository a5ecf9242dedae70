/** Steps that replace the host's files as a whole. */
import { noFile, type HostFile } from './host-file.ts';
import type { FileStep } from './plan.ts';

/**
 * The step that makes the file's text `after`, or none if it is so already. `source` is a file whose keys go into it: a user
 * who may not read that file must not read them here.
 */
export function replaceFile(title: string, file: HostFile, after: string | null, source?: HostFile): FileStep[] {
  const before = file.text ?? null;
  if (before === after) return [];
  const mode = source === undefined ? file.mode : narrowed(file.mode, source.mode);
  const step = { kind: 'file', title, path: file.path, before, after, mode } as const;
  return before === null || mode === file.mode ? [step] : [{ ...step, modeBefore: file.mode }];
}

/** `mode` without the group's and others' bits that `source` lacks. */
function narrowed(mode: number, source: number): number {
  return mode & (source | ~0o077);
}

/** A new file beside `sibling` that will hold its keys, and is no more readable than it. */
export function newFile(name: string, sibling: HostFile): HostFile {
  return noFile(sibling.path.slice(0, sibling.path.lastIndexOf('/') + 1) + name, narrowed(0o644, sibling.mode));
}
