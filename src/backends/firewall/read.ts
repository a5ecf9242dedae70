/** Everything that decides about bridged frames on this host, now and at the next boot. */
import type { Host } from '../../host/host.ts';
import { isModuleLoaded } from '../../host/sysctls.ts';
import type { FilterOwner, FilterTable, HostFilters } from '../../model/filters.ts';
import { readHostFile } from '../../host/host-file.ts';
import { dropInPath } from '../../model/sysctl-drop-in.ts';
import { foldersOfFiles, ruleFilePath } from './kept-files.ts';
import { readRules } from './read-iptables.ts';
import { readNftables } from './read-nftables.ts';
import { programs, readSaving, writtenBySaving } from './saved-rules.ts';

/** Bytes; Kubernetes writes some thousand rules. */
const largestRules = 256 * 1024;

/** Where distributions have udev's daemon. Its folders say nothing: other packages leave rules in them too. */
const udevDaemons = [
  '/usr/lib/systemd/systemd-udevd',
  '/lib/systemd/systemd-udevd',
  '/usr/lib/udev/udevd',
  '/lib/udev/udevd',
  '/usr/sbin/udevd',
  '/sbin/udevd',
];

/**
 * @param filtered whether br_netfilter is there: without it no frame meets iptables, and to ask iptables might load what is
 * not there yet.
 */
export async function readFilters(host: Host, filtered: boolean): Promise<HostFilters> {
  const saving = await readSaving(host);
  const saved = saving?.programs.flatMap((program) => writtenBySaving(saving.way, program)) ?? [];
  const [rules, files, folders, udev] = await Promise.all([
    host.live ? readTables(host, filtered) : { tables: [], unreadable: [] },
    Promise.all([dropInPath, ruleFilePath, ...saved].map((path) => readHostFile(host, path, largestRules))),
    present(host, foldersOfFiles),
    present(host, udevDaemons),
  ]);
  const owners = await readOwners(host, rules.tables);
  return {
    ...rules,
    owners,
    saving,
    files: files.filter((file) => file !== undefined),
    folders,
    udev: udev.length > 0,
  };
}

async function readTables(host: Host, filtered: boolean): Promise<Pick<HostFilters, 'tables' | 'unreadable'>> {
  const [four, six] = filtered ? await Promise.all(programs.map((program) => readRules(host, program))) : [];
  // Where nf_tables is not loaded there are no rules in it (sysfs: module/), and asking would load it.
  const nft = filtered || (await isModuleLoaded('nf_tables')) ? await readNftables(host) : undefined;
  const found = [four, six].filter((rules) => typeof rules === 'object');
  const shownTwice = found.filter((rules) => rules.nft).map(({ table }) => nftNameOf(table));
  const others = typeof nft === 'object' ? nft.filter(({ name }) => !shownTwice.includes(name)) : [];
  const unreadable = [
    ...programs.filter((_, index) => [four, six][index] === 'unreadable'),
    ...(nft === 'unreadable' ? ['nft'] : []),
  ];
  return { tables: [...found.map(({ table }) => table), ...others], unreadable };
}

/** How `nft` calls the table that iptables-nft keeps its rules in (xtables-nft(8)). */
function nftNameOf({ name }: FilterTable): string {
  return `nft table ${name === 'iptables' ? 'ip' : 'ip6'} filter`;
}

async function present(host: Host, paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => host.files.exists(path)));
  return paths.filter((_, index) => found[index]);
}

/** By the chains that they make (Docker: DOCKER-USER; kube-proxy: KUBE-FORWARD), and by what is there when they run. */
const traces: readonly (readonly [FilterOwner, string, readonly string[]])[] = [
  ['Docker', 'DOCKER-USER', ['/run/docker.sock', '/var/run/docker.sock', '/run/docker.pid', '/var/run/docker.pid']],
  ['Kubernetes', 'KUBE-FORWARD', ['/var/lib/kubelet', '/etc/kubernetes']],
];

async function readOwners(host: Host, tables: readonly FilterTable[]): Promise<readonly FilterOwner[]> {
  const chains = new Set(tables.flatMap((table) => Object.keys(table.chains)));
  const found = await Promise.all(
    traces.map(async ([, chain, paths]) => chains.has(chain) || (await present(host, paths)).length > 0),
  );
  const owners = traces.filter((_, index) => found[index]).map(([owner]) => owner);
  return (await isFirewalldRunning(host)) ? [...owners, 'firewalld'] : owners;
}

/** firewall-cmd(1): `--state` ends with 0 only where firewalld runs. */
async function isFirewalldRunning(host: Host): Promise<boolean> {
  if (!host.live || (await host.commands.find('firewall-cmd')) === undefined) return false;
  return host.commands.run('firewall-cmd', ['--state']).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
}
