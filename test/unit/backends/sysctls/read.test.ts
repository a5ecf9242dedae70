import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSysctlFiles } from '../../../../src/backends/sysctls/read.ts';
import { createFiles } from '../../../../src/host/files.ts';
import type { Host } from '../../../../src/host/host.ts';

describe('the files of settings that the boot reads', () => {
  let root: string;
  const textsOf = async (): Promise<readonly (readonly [path: string, text: string | undefined])[]> => {
    const files = await readSysctlFiles({ files: createFiles(root) } as unknown as Host);
    return files.map(({ path, text, problem }) => [path, text ?? problem]);
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sysctls-'));
    await mkdir(join(root, 'etc/sysctl.d'), { recursive: true });
    await mkdir(join(root, 'usr/lib/sysctl.d'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  const write = (path: string, text: string) => writeFile(join(root, path), text, { mode: 0o644 });
  const link = (target: string, path: string) => symlink(target, join(root, path));

  it('are read in the order of their names, and of two with one name the first folder’s', async () => {
    await write('etc/sysctl.d/50-b.conf', 'b');
    await write('usr/lib/sysctl.d/50-b.conf', 'hidden');
    await write('usr/lib/sysctl.d/10-a.conf', 'a');
    assert.deepEqual(await textsOf(), [
      ['/usr/lib/sysctl.d/10-a.conf', 'a'],
      ['/etc/sysctl.d/50-b.conf', 'b'],
    ]);
  });

  it('have the old file once, where a link names it too', async () => {
    await write('etc/sysctl.conf', 'old');
    await link('../sysctl.conf', 'etc/sysctl.d/99-sysctl.conf');
    await write('etc/sysctl.d/zz.conf', 'last');
    assert.deepEqual(await textsOf(), [
      ['/etc/sysctl.conf', 'old'],
      ['/etc/sysctl.d/zz.conf', 'last'],
    ]);
  });

  it('are what links lead to, with the links’ names', async () => {
    await write('etc/real', 'real');
    await link('/etc/real', 'etc/second');
    await link('../second', 'etc/sysctl.d/20-link.conf');
    assert.deepEqual(await textsOf(), [['/etc/sysctl.d/20-link.conf', 'real']]);
  });

  it('are empty where a link leads to nothing, and hide the other folders’', async () => {
    await write('usr/lib/sysctl.d/20-a.conf', 'hidden');
    await link('/dev/null', 'etc/sysctl.d/20-a.conf');
    await link('/etc/absent', 'etc/sysctl.d/30-b.conf');
    assert.deepEqual(await textsOf(), [
      ['/etc/sysctl.d/20-a.conf', ''],
      ['/etc/sysctl.d/30-b.conf', ''],
    ]);
  });

  it('have a problem where links go round', async () => {
    await link('30-b.conf', 'etc/sysctl.d/30-b.conf');
    assert.deepEqual(await textsOf(), [['/etc/sysctl.d/30-b.conf', 'it is a symbolic link']]);
  });
});
