/** Whether a daemon can be running, by what it makes in /run: its client would take long to find out that it is not. */
import { stat } from 'node:fs/promises';
import { ifAbsent } from './absence.ts';

/** Where a distribution's programs are, whose paths are the distribution's too. */
const distributions = /^(?:\/usr)?\/s?bin\/[^/]+$/;
const folders = ['/run', '/var/run'];

/**
 * @param client its path: where a program from elsewhere looks for its daemon is unknown. @param traces below /run, of which the
 * daemon makes one before it answers. @returns false only where it is certain that none is there.
 */
export async function mayRun(client: string, traces: readonly string[]): Promise<boolean> {
  if (!distributions.test(client)) return true;
  const paths = folders.flatMap((folder) => traces.map((trace) => `${folder}/${trace}`));
  return (await Promise.all(paths.map(isThere))).includes(true);
}

/** One that cannot be looked at may be there. */
async function isThere(path: string): Promise<boolean> {
  const found = await stat(path)
    .catch(ifAbsent(undefined))
    .catch(() => 'unknown');
  return found !== undefined;
}
