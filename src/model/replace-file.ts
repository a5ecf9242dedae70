/** Files of the host's, replaced as a whole. */
import { noFile, type HostFile } from './host-file.ts';
import type { FileStep } from './plan.ts';

/**
 * The step from what is there to `after`, or none where it is so already. `source` is a file whose keys go into it: who may
 * not read that must not read them afterwards.
 */
export function replaceFile(title: string, file: HostFile, after: string | null, source?: HostFile): FileStep[] {
  const before = file.text ?? null;
  if (before === after) return [];
  const mode = source === undefined ? file.mode : narrowed(file.mode, source.mode);
  const step = { kind: 'file', title, path: file.path, before, after, mode } as const;
  return before === null || mode === file.mode ? [step] : [{ ...step, modeBefore: file.mode }];
}

/** `mode` without the bits for group and others that `source` has not. */
function narrowed(mode: number, source: number): number {
  return mode & (source | ~0o077);
}

/** A file that is to stand beside `sibling`, and to hold keys of it: it is no more open. */
export function newFile(name: string, sibling: HostFile): HostFile {
  return noFile(sibling.path.slice(0, sibling.path.lastIndexOf('/') + 1) + name, narrowed(0o644, sibling.mode));
}
