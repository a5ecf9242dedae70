/** A Debian with systemd, D-Bus and polkit on a folder: made once, kept in the machine's temporary folder, only read. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const installPackages = fileURLToPath(new URL('../../../scripts/install-packages.sh', import.meta.url));

const suite = 'bookworm';
/** libstdc++6 is for node, the others for the network service and the tests. */
const packages = 'systemd systemd-sysv dbus polkitd iproute2 iputils-ping procps libstdc++6'.split(' ');

/** The folder's path. The first time it takes most of a minute, and Debian's archive (mmdebstrap(1)). */
export async function debianRoot(): Promise<string> {
  await execa('sh', [installPackages, 'mmdebstrap', 'systemd-container']);
  const recipe = createHash('sha256')
    .update([suite, ...packages].join())
    .digest('hex');
  const folder = join(tmpdir(), `bridgehead-debian-${recipe.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.new-${process.pid}`;
  try {
    await execa('mmdebstrap', ['--quiet', '--variant=minbase', `--include=${packages.join()}`, suite, draft], {
      cwd: '/',
    });
    // Another runner may have been faster.
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}
