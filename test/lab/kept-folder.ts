/** Folders that take long to make: made once by the first to need them, kept in the machine's temporary folder, only read. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { oneAtATime } from './one-at-a-time.ts';

/**
 * The path of the folder `bridgehead-NAME-HASH` for that recipe; `make` fills a draft if it does not exist yet. Anything that the
 * recipe does not name, for example package versions, stays as it was when the folder was made.
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

export function keptPath(name: string, recipe: readonly string[]): string {
  const hash = createHash('sha256').update(recipe.join()).digest('hex').slice(0, 12);
  return join(tmpdir(), `bridgehead-${name}-${hash}`);
}

/** If it exists, it is complete: it is renamed when ready. */
async function makeFolder(folder: string, make: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${folder}.new`;
  try {
    if (existsSync(folder)) return;
    // The draft of a runner that was killed.
    await rm(draft, { recursive: true, force: true });
    await make(draft);
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
