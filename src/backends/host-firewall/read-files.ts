/** The files from which the host's firewall is made at the next boot. */
import type { Host } from '../../host/host.ts';
import { readHostFile } from '../../host/host-file.ts';
import type { HostFile } from '../../model/host-file.ts';
import { includePath, includePattern } from './boot-ruleset/boot-files.ts';
import { parseScript } from './boot-ruleset/script.ts';
import { nftFiles, nftFolder, watchedFiles } from './shared/kept-files.ts';

/** Bytes; 50,000 rules are 4 MiB. */
const largestFile = 16 * 1024 * 1024;

/** Files of nft's that are read because others include them. */
const mostIncluded = 64;

/** Those that are there. */
export async function readFirewallFiles(host: Host): Promise<readonly HostFile[]> {
  const more = (await host.files.list(nftFolder)).filter((name) => /\.(nft|conf|rules)$/.test(name));
  const files = await readAll(host, [...watchedFiles, ...more.map((name) => `${nftFolder}/${name}`)]);
  return [...files, ...(await readIncluded(host, files))];
}

async function readAll(host: Host, paths: readonly string[]): Promise<readonly HostFile[]> {
  const files = await Promise.all(paths.map((path) => readHostFile(host, path, largestFile)));
  return files.filter((file) => file !== undefined);
}

/** What those files include that is elsewhere, and what that includes in turn. */
async function readIncluded(host: Host, read: readonly HostFile[]): Promise<readonly HostFile[]> {
  const seen = new Set(read.map(({ path }) => path));
  const found: HostFile[] = [];
  let next: readonly HostFile[] = read.filter(
    ({ path }) => nftFiles.includes(path) || path.startsWith(`${nftFolder}/`),
  );
  while (next.length > 0 && found.length < mostIncluded) {
    const paths = (await Promise.all(next.map((file) => includedBy(host, file)))).flat();
    const fresh = [...new Set(paths)].filter((path) => !seen.has(path)).slice(0, mostIncluded - found.length);
    for (const path of fresh) seen.add(path);
    next = await readAll(host, fresh);
    found.push(...next);
  }
  return found;
}

async function includedBy(host: Host, { text = '' }: HostFile): Promise<readonly string[]> {
  if (!text.includes('include')) return [];
  const paths = (parseScript(text)?.includes ?? []).map(async ({ pattern }) => {
    const [path, meant] = [includePath(pattern), includePattern(pattern)];
    if (path === undefined || meant === undefined) return [];
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    const names = await host.files.list(folder);
    return names.map((name) => `${folder === '/' ? '' : folder}/${name}`).filter((one) => meant.test(one));
  });
  return (await Promise.all(paths)).flat();
}
