/** Folders that take long to make: made once, whoever asks first, kept in the machine's temporary folder, only read. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { oneAtATime } from './one-at-a-time.ts';

/**
 * The path of the folder `bridgehead-NAME-HASH` of that recipe; `make` fills a draft of it where there is none yet. What the
 * recipe does not name, such as the versions of the archive's packages, stays as it was when the folder was made.
 */
export async function keptFolder(
  name: string,
  recipe: readonly string[],
  make: (draft: string) => Promise<void>,
): Promise<string> {
  const folder = keptPath(name, recipe);
  if (!existsSync(folder)) await oneAtATime(basename(folder), () => makeFolder(folder, make));
  return folder;
}

/** Where it is, once it is made. */
export function keptPath(name: string, recipe: readonly string[]): string {
  const hash = createHash('sha256').update(recipe.join()).digest('hex').slice(0, 12);
  return join(tmpdir(), `bridgehead-${name}-${hash}`);
}

/** One that is there is whole: it has its name from when it is ready. */
async function makeFolder(folder: string, make: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${folder}.new`;
  try {
    if (existsSync(folder)) return;
    // What a runner that was killed has left.
    await rm(draft, { recursive: true, force: true });
    await make(draft);
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
