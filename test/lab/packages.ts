/** Debian packages that only some tests need. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { oneAtATime } from './one-at-a-time.ts';

const script = fileURLToPath(new URL('../../scripts/install-packages.sh', import.meta.url));

/** apt-get(8) does not wait for another one. */
export function withApt<Result>(work: () => Promise<Result>): Promise<Result> {
  return oneAtATime('bridgehead-apt', work);
}

/** Installs the missing ones. */
export async function installPackages(...names: readonly string[]): Promise<void> {
  await withApt(() => execa('sh', [script, ...names]));
}
