/** The host's own firewall: the rules that compare interfaces, and the files from which it is made at the next boot. */
import type { Host } from '../../host/host.ts';
import { isModuleLoaded } from '../../host/kernel/sysctls.ts';
import type { RulesProgram } from '../../model/filters.ts';
import { noHostFirewall, type HostFirewall, type XtablesProgram } from '../../model/host-firewall.ts';
import { readNftRuleset } from '../firewall/read-nft-ruleset.ts';
import { isBare } from '../firewall/read-bare.ts';
import { deviceHooks, interfaceSets, namingRules, parseRuleset, setsToList, type Ruleset } from './parse-nftables.ts';
import { isComplete, parseSaved, type SavedRules } from './parse-saved.ts';
import { readFirewallFiles } from './read-files.ts';

/** @param filtered whether br_netfilter is there, and with it netfilter: to ask may load what is not there yet. */
export async function readHostFirewall(host: Host, filtered: boolean): Promise<HostFirewall> {
  const [files, rules] = await Promise.all([
    readFirewallFiles(host),
    host.live ? readRunning(host, filtered) : noHostFirewall,
  ]);
  return { ...rules, files };
}

async function readRunning(host: Host, filtered: boolean): Promise<Omit<HostFirewall, 'files'>> {
  const [legacy, nft] = [filtered || isModuleLoaded('ip_tables'), filtered || isModuleLoaded('nf_tables')];
  const families: readonly RulesProgram[] = ['iptables', 'ip6tables'];
  const asked = (await Promise.all(families.map((family) => readFamily(host, family, legacy, nft)))).flat();
  const read = asked.filter((one) => one.rules !== 'unreadable');
  // nft shows the tables of iptables-nft as well, with what iptables alone knows left out (xtables-nft(8)).
  const shownTwice = read.flatMap(({ isNft, program, rules }) => {
    return isNft && rules !== 'unreadable' ? rules.tables.map((table) => `${nftFamilyOf(program)} ${table}`) : [];
  });
  const ofNft = nft ? await readNft(host, new Set(shownTwice)) : noHostFirewall;
  const rules = read.flatMap((one) => (one.rules === 'unreadable' ? [] : [one.rules]));
  return {
    ...{ sets: ofNft.sets, devices: ofNft.devices },
    rules: [...rules.flatMap((one) => one.rules), ...ofNft.rules],
    closed: [...rules.flatMap((one) => one.closed), ...ofNft.closed],
    unreadable: [
      ...asked.filter((one) => one.rules === 'unreadable').map(({ program }) => program),
      ...asked.filter((one) => isHiding(one, ofNft.rules)).map(({ program }) => program),
      ...ofNft.unreadable,
    ],
  };
}

function nftFamilyOf(program: XtablesProgram): 'ip' | 'ip6' {
  return program.startsWith('ip6tables') ? 'ip6' : 'ip';
}

/** iptables-nft-save prints at least a comment about each of its tables (iptables: nft_is_table_compatible). */
function isHiding({ isNft, silent, program }: Asked, rules: HostFirewall['rules']): boolean {
  const own = ['filter', 'nat', 'mangle', 'raw', 'security'].map((table) => `${nftFamilyOf(program)} ${table}`);
  return isNft && silent && rules.some(({ table }) => own.includes(table));
}

interface Asked {
  readonly program: XtablesProgram;
  readonly isNft: boolean;
  readonly rules: SavedRules | 'unreadable';
  /** Printed nothing at all. */
  readonly silent: boolean;
}

/** The family's program, and the one of the other backend where both are installed. */
async function readFamily(host: Host, family: RulesProgram, legacy: boolean, nft: boolean): Promise<readonly Asked[]> {
  if ((await host.commands.find(family)) === undefined || !(legacy || nft)) return [];
  if (nft && (await isBare(host, family))) return [];
  const version = await run(host, family, ['-V']);
  if (version?.startsWith(`${family} v`) !== true) {
    return [{ program: family, isNft: false, rules: 'unreadable', silent: false }];
  }
  const isNft = version.includes('nf_tables');
  const other = isNft ? (`${family}-legacy` as const) : (`${family}-nft` as const);
  const hasOther = (await host.commands.find(`${other}-save`)) !== undefined;
  return Promise.all([
    ...((isNft ? nft : legacy) ? [readXtables(host, family, isNft)] : []),
    ...(hasOther && (isNft ? legacy : nft) ? [readXtables(host, other, !isNft)] : []),
  ]);
}

async function readXtables(host: Host, program: XtablesProgram, isNft: boolean): Promise<Asked> {
  const text = await run(host, `${program}-save`, []);
  const rules = text !== undefined && isComplete(text) ? parseSaved(program, text) : 'unreadable';
  return { program, isNft, rules, silent: text === '' };
}

async function readNft(host: Host, skipped: ReadonlySet<string>): Promise<Omit<HostFirewall, 'files'>> {
  if ((await host.commands.find('nft')) === undefined) return noHostFirewall;
  const ruleset = parsed(await readNftRuleset(host, skipped));
  if (ruleset === undefined) return { ...noHostFirewall, unreadable: ['nft'] };
  const listed: Ruleset[] = [];
  for (const { kind, family, table, name } of setsToList(ruleset)) {
    const one = parsed(await run(host, 'nft', ['--json', 'list', kind, family, table, name]));
    // Without its elements it is unknown what its rules are about.
    if (one === undefined) return { ...noHostFirewall, unreadable: ['nft'] };
    listed.push(one);
  }
  const sets = interfaceSets(listed);
  return { sets, devices: deviceHooks(ruleset), ...namingRules(ruleset, sets, skipped), unreadable: [] };
}

function parsed(text: string | undefined): Ruleset | undefined {
  try {
    return text === undefined ? undefined : parseRuleset(text);
  } catch {
    return undefined;
  }
}

/** What it prints; undefined where it is not there, or does not tell. */
async function run(host: Host, program: string, args: readonly string[]): Promise<string | undefined> {
  return host.commands.run(program, args).then(
    ({ exitCode, stdout }) => (exitCode === 0 ? stdout : undefined),
    () => undefined,
  );
}
