/** Reads the rules that bridged frames meet from `iptables-save`, `iptables -S` and their like for IPv6 (iptables(8)). */
import type { Host } from '../../host/host.ts';
import { legacyTables } from '../../host/kernel/xtables.ts';
import type { FilterTable, NatTable, RulesProgram } from '../../model/filters.ts';
import { bareChains, isBare } from './read-bare.ts';
import { filterOf, parseNat, parseRules } from './parse-iptables.ts';

export interface RulesOf {
  readonly table: FilterTable;
  /** 'unreadable' if what lists it fails. */
  readonly nat: readonly NatTable[] | 'unreadable';
  /** Whether the program is iptables-nft, whose rules `nft` lists too. */
  readonly nft: boolean;
}

/**
 * The program's tables `filter` and `nat`; undefined if the program is not installed, 'unreadable' if it fails. Call it only
 * if br_netfilter is loaded, because the program may load modules.
 */
export async function readRules(host: Host, program: RulesProgram): Promise<RulesOf | 'unreadable' | undefined> {
  if ((await host.commands.find(program)) === undefined) return undefined;
  if (await isBare(host, program)) return { table: parseRules(program, bareChains), nat: [], nft: false };
  try {
    const [version, saved] = await Promise.all([host.commands.run(program, ['-V']), readSaved(host, program)]);
    const nft = version.stdout.includes('nf_tables');
    const rules = (saved === undefined ? undefined : filterOf(saved)) ?? (await listFilter(host, program));
    if (rules === undefined) return 'unreadable';
    return { table: parseRules(program, rules), nat: await readNat(host, program, saved, nft), nft };
  } catch {
    return 'unreadable';
  }
}

/**
 * What the program's -save prints; undefined if it fails. All tables are asked for, and not `nat` alone: a kernel without that one
 * would load it, and track every connection from then on (iptables-save.c: for_each_table).
 */
async function readSaved(host: Host, program: RulesProgram): Promise<string | undefined> {
  return host.commands.run(`${program}-save`, []).then(
    ({ exitCode, stdout }) => (exitCode === 0 ? stdout : undefined),
    () => undefined,
  );
}

/** Where -save does not show the table `filter`. Listing fifty thousand rules takes the kernel seconds each time. */
async function listFilter(host: Host, program: RulesProgram): Promise<string | undefined> {
  const { exitCode, stdout } = await host.commands.run(program, ['-w', '-S']);
  return exitCode === 0 ? stdout : undefined;
}

async function readNat(
  host: Host,
  program: RulesProgram,
  saved: string | undefined,
  nft: boolean,
): Promise<RulesOf['nat']> {
  if (saved === undefined) return 'unreadable';
  try {
    const legacy = nft ? await readLegacy(host, program) : '';
    return [...parseNat(program, program, saved), ...parseNat(program, `${program}-legacy`, legacy)];
  } catch {
    return 'unreadable';
  }
}

/** What the kernel has of the other backend too, which packets pass as well. */
async function readLegacy(host: Host, program: RulesProgram): Promise<string> {
  if (!legacyTables(program === 'iptables' ? 4 : 6)?.includes('nat')) return '';
  if ((await host.commands.find(`${program}-legacy-save`)) === undefined) return '';
  return (await host.commands.run(`${program}-legacy-save`, [])).stdout;
}
