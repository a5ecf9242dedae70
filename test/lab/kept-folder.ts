/** Folders that take long to make: made once, kept in the machine's temporary folder, only read. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The path of the folder `bridgehead-NAME-HASH` of that recipe; `make` fills a draft of it where there is none yet. What the
 * recipe does not name, such as the versions of the archive's packages, stays as it was when the folder was made.
 */
export async function keptFolder(
  name: string,
  recipe: readonly string[],
  make: (draft: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(recipe.join()).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `bridgehead-${name}-${hash}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.new-${process.pid}`;
  try {
    await make(draft);
    // Another runner may have been faster.
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}
