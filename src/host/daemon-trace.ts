/** Whether a daemon can be running, by what it makes in /run: its client would take long to find out that it is not. */
import { mayBePresent } from './presence.ts';

/** Where a distribution's programs are, whose paths are the distribution's too. */
const distributions = /^(?:\/usr)?\/s?bin\/[^/]+$/;
const folders = ['/run', '/var/run'];

/**
 * @param client its path: where a program from elsewhere looks for its daemon is unknown. @param traces below /run, of which the
 * daemon makes one before it answers. @returns false only where it is certain that none is there.
 */
export function mayRun(client: string, traces: readonly string[]): Promise<boolean> {
  const paths = folders.flatMap((folder) => traces.map((trace) => `${folder}/${trace}`));
  return Promise.resolve(!distributions.test(client) || paths.some(mayBePresent));
}
