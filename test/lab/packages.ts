/** Debian packages that only some tests need. */
import { mkdir } from 'node:fs/promises';
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

/** Downloads Debian packages and unpacks them without installing them. @returns what makes such a folder, for keptFolder. */
export function unpackPackages(names: readonly string[]): (folder: string) => Promise<void> {
  const script = `download() { apt-get -q -o APT::Sandbox::User=root download "$@"; }
download "$@" || { apt-get update -q && download "$@"; }
for package in *.deb; do dpkg -x "$package" . || exit; done`;
  return async (folder) => {
    await mkdir(folder);
    await withApt(() => execa('sh', ['-ec', script, 'sh', ...names], { cwd: folder }));
  };
}
