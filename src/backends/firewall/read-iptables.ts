/** Reads the rules that bridged frames meet from `iptables -S`, `iptables-save` and their like for IPv6 (iptables(8)). */
import type { Host } from '../../host/host.ts';
import { legacyTables } from '../../host/xtables.ts';
import type { FilterTable, NatTable, RulesProgram } from '../../model/filters.ts';
import { bareChains, isBare } from './read-bare.ts';
import { parseNat, parseRules } from './parse-iptables.ts';

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
    const [version, rules] = await Promise.all([
      host.commands.run(program, ['-V']),
      host.commands.run(program, ['-w', '-S']),
    ]);
    if (rules.exitCode !== 0) return 'unreadable';
    const nft = version.stdout.includes('nf_tables');
    const nat = await readNat(host, program, nft).catch(() => 'unreadable' as const);
    return { table: parseRules(program, rules.stdout), nat, nft };
  } catch {
    return 'unreadable';
  }
}

/**
 * All tables are asked for, and not `nat` alone: a kernel without that one would load it, and track every connection from
 * then on (iptables-save.c: for_each_table).
 */
async function readNat(host: Host, program: RulesProgram, nft: boolean): Promise<readonly NatTable[] | 'unreadable'> {
  const own = await host.commands.run(`${program}-save`, []);
  if (own.exitCode !== 0) return 'unreadable';
  const legacy = nft ? await readLegacy(host, program) : '';
  return [...parseNat(program, program, own.stdout), ...parseNat(program, `${program}-legacy`, legacy)];
}

/** What the kernel has of the other backend too, which packets pass as well. */
async function readLegacy(host: Host, program: RulesProgram): Promise<string> {
  if (!legacyTables(program === 'iptables' ? 4 : 6)?.includes('nat')) return '';
  if ((await host.commands.find(`${program}-legacy-save`)) === undefined) return '';
  return (await host.commands.run(`${program}-legacy-save`, [])).stdout;
}
