/** Everything that a call may change, for comparison. */
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Laboratory } from '../laboratory.ts';

/** Path below the host's root → kind, mode, owner, links and content, and on request what identifies the file. */
export type Files = Readonly<Record<string, string>>;

export interface Snapshot {
  /** One entry per link, route or rule. */
  readonly kernel: readonly string[];
  readonly files: Files;
}

/** Made by the first change, empty, and never removed. */
const lockFile = '/var/lib/bridgehead/lock';

/** The kernel's network and every file of the host. */
export async function snapshotOf(lab: Laboratory): Promise<Snapshot> {
  const [kernel, files] = await Promise.all([kernelOf(lab), filesBelow(lab)]);
  return { kernel, files };
}

/** The kernel's network and the files in /etc, without the agent's own state. */
export async function networkOf(lab: Laboratory): Promise<Snapshot> {
  const [kernel, files] = await Promise.all([kernelOf(lab), filesBelow(lab, '/etc')]);
  return { kernel, files };
}

/** Equal only if no file was written, not even with the same content. */
export async function identityOf(lab: Laboratory): Promise<Snapshot> {
  const [kernel, files] = await Promise.all([kernelOf(lab), filesBelow(lab, '/', { identity: true })]);
  return { kernel, files };
}

/** Without the staged copies that lie beside the files during probation. */
export async function networkOnProbation(lab: Laboratory): Promise<Snapshot> {
  const { kernel, files } = await networkOf(lab);
  const staged = /\/\.bridgehead-[0-9a-f]{6}~$/;
  return { kernel, files: Object.fromEntries(Object.entries(files).filter(([path]) => !staged.test(path))) };
}

async function kernelOf(lab: Laboratory): Promise<readonly string[]> {
  const entries = (await lab.snapshotKernel()).split(/\n(?=\{)/);
  return entries.map((entry) => JSON.stringify(JSON.parse(entry)));
}

/** @param identity include inode and time, to detect a file rewritten with the same content. */
async function filesBelow(lab: Laboratory, folder = '/', { identity = false } = {}): Promise<Files> {
  const entries = await readdir(lab.path(folder), { recursive: true });
  const paths = entries.map((entry) => join(folder, entry)).filter((path) => path !== lockFile);
  const described = paths.sort().map(async (path) => [path, await describeFile(lab.path(path), identity)] as const);
  return Object.fromEntries(await Promise.all(described));
}

async function describeFile(path: string, identity: boolean): Promise<string> {
  const stats = await lstat(path, { bigint: true });
  const facts = [stats.mode.toString(8), stats.uid, stats.gid];
  if (identity) facts.push(stats.ino, stats.mtimeNs);
  if (stats.isSymbolicLink()) facts.push(`-> ${await readlink(path)}`);
  if (stats.isFile())
    facts.push(
      stats.nlink,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  return facts.join(' ');
}
