/** Reads everything that decides whether bridged frames pass, now and after the next boot. */
import { hasOwner } from '../../host/bus-names.ts';
import type { Host } from '../../host/host.ts';
import { isModuleLoaded } from '../../host/kernel/sysctls.ts';
import type { FilterOwner, FilterTable, HostFilters, NatTable } from '../../model/filters.ts';
import { readHostFile } from '../../host/host-file.ts';
import { largestRules } from '../../model/transaction.ts';
import { dropInPath } from '../../model/sysctl-drop-in.ts';
import { foldersOfFiles, ruleFilePath } from './kept-files.ts';
import { beginBare } from './read-bare.ts';
import { readRules, type RulesOf } from './read-iptables.ts';
import { readNftables } from './read-nftables.ts';
import { readSaving } from './read-saved-rules.ts';
import { programs, writtenBySaving } from './saved-rules.ts';

/** Where distributions install udev's daemon. Its folders prove nothing, because other packages put rules there. */
const udevDaemons = [
  '/usr/lib/systemd/systemd-udevd',
  '/lib/systemd/systemd-udevd',
  '/usr/lib/udev/udevd',
  '/lib/udev/udevd',
  '/usr/sbin/udevd',
  '/sbin/udevd',
];

/**
 * @param filtered whether br_netfilter is loaded. Without it iptables sees no bridged frame, and is not run, because listing
 * rules may load modules.
 */
export async function readFilters(host: Host, filtered: boolean): Promise<HostFilters> {
  const saving = await readSaving(host);
  const saved = saving?.programs.flatMap((program) => writtenBySaving(saving.way, program)) ?? [];
  const [rules, files, folders, udev] = await Promise.all([
    host.live ? readTables(host, filtered) : { tables: [], nat: [], unreadable: [] },
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

/** Begins with what takes longest; see beginBare. */
export function beginFilters(host: Host, filtered: boolean): void {
  if (host.live && (filtered || isModuleLoaded('nf_tables'))) beginBare(host);
}

async function readTables(host: Host, filtered: boolean): Promise<Pick<HostFilters, 'tables' | 'nat' | 'unreadable'>> {
  const [four, six] = filtered ? await Promise.all(programs.map((program) => readRules(host, program))) : [];
  // If nf_tables is not loaded it has no rules (sysfs: module/), and running nft would load it.
  const found = [four, six].filter((rules) => typeof rules === 'object');
  const shownTwice = new Set(found.filter((rules) => rules.nft).flatMap(nftNamesOf));
  const nft = filtered || isModuleLoaded('nf_tables') ? await readNftables(host, shownTwice) : undefined;
  const others = typeof nft === 'object' ? nft : { tables: [], nat: [] };
  const unreadable = [
    ...programs.filter((_, index) => [four, six][index] === 'unreadable'),
    ...found.flatMap(({ table, nat }) => (nat === 'unreadable' ? [`${table.name}-save`] : [])),
    ...(nft === 'unreadable' ? ['nft'] : []),
  ];
  return {
    tables: [...found.map(({ table }) => table), ...others.tables],
    nat: [...found.flatMap(natOf), ...others.nat],
    unreadable,
  };
}

function natOf({ nat }: RulesOf): readonly NatTable[] {
  return nat === 'unreadable' ? [] : nat;
}

/** nft's names for the tables in which iptables-nft keeps its rules (xtables-nft(8)), as far as it has shown them. */
function nftNamesOf(rules: RulesOf): readonly string[] {
  const family = rules.table.name === 'iptables' ? 'ip' : 'ip6';
  const shown = ['filter', ...(natOf(rules).some(({ program }) => program !== undefined) ? ['nat'] : [])];
  return shown.map((name) => `${family} ${name}`);
}

async function present(host: Host, paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => host.files.exists(path)));
  return paths.filter((_, index) => found[index]);
}

/** Each program's own chain (Docker: DOCKER-USER; kube-proxy: KUBE-FORWARD), and files that exist when it runs. */
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

/** The bus is asked, as for its zones; its own client, where no program asks the bus (firewall-cmd(1): --state). */
async function isFirewalldRunning(host: Host): Promise<boolean> {
  if (!host.live || (await host.commands.find('firewall-cmd')) === undefined) return false;
  const onBus = await hasOwner(host.commands, 'org.fedoraproject.FirewallD1');
  if (onBus !== undefined) return onBus;
  return host.commands.run('firewall-cmd', ['--state']).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
}
