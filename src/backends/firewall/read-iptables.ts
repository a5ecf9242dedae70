/** The rules of iptables and ip6tables that forwarded packets meet, from `iptables -S` (iptables(8)). */
import type { Host } from '../../host/host.ts';
import type { FilterRule, FilterTable, FilterTarget, InterfaceMatch, RulesProgram } from '../../model/filters.ts';

export interface RulesOf {
  readonly table: FilterTable;
  /** Whether its rules are nftables', which `nft` shows as well. */
  readonly nft: boolean;
}

/**
 * The program's table `filter`; undefined where the program is not installed, 'unreadable' where it does not tell. Only to
 * be asked where br_netfilter is there: it may load modules.
 */
export async function readRules(host: Host, program: RulesProgram): Promise<RulesOf | 'unreadable' | undefined> {
  if ((await host.commands.find(program)) === undefined) return undefined;
  try {
    const [version, rules] = await Promise.all([
      host.commands.run(program, ['-V']),
      host.commands.run(program, ['-w', '-S']),
    ]);
    if (rules.exitCode !== 0) return 'unreadable';
    return { table: parseRules(program, rules.stdout), nft: version.stdout.includes('nf_tables') };
  } catch {
    return 'unreadable';
  }
}

/** The table that `iptables -S` prints. Pure. */
export function parseRules(program: RulesProgram, text: string): FilterTable {
  const chains: Record<string, FilterRule[]> = {};
  let policy: 'accept' | 'drop' = 'accept';
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    const [action, chain] = words;
    if (chain === undefined) continue;
    const rules = (chains[chain] ??= []);
    if (action === '-P' && chain === 'FORWARD') policy = words[2] === 'ACCEPT' ? 'accept' : 'drop';
    if (action === '-A') rules.push(parseRule(line, words.slice(2)));
  }
  const families = program === 'iptables' ? ([4] as const) : ([6] as const);
  return { name: program, families, bridge: false, base: [{ chain: 'FORWARD', policy }], chains };
}

/** Words, with what stands in double quotes as one: comments may hold anything (iptables-save: xtables_save_string). */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"(?:\\.|[^"\\])*"|\S+/g)].map(([word]) => word);
}

interface Draft {
  interfaces: InterfaceMatch[];
  conditions: FilterRule['conditions'];
  target: FilterTarget;
}

function parseRule(text: string, words: readonly string[]): FilterRule {
  const draft: Draft = { interfaces: [], conditions: 'none', target: { kind: 'other' } };
  for (let at = 0; at < words.length; at += 1) {
    const negated = words[at] === '!';
    if (negated) at += 1;
    at += readOption(draft, words.slice(at), negated);
    if (draft.target.kind !== 'other') break;
  }
  return { text, ...draft };
}

/** Takes one option into account. @returns how many words follow it that belong to it. */
function readOption(draft: Draft, [option = '', value = '']: readonly string[], negated: boolean): number {
  switch (option) {
    case '-i':
    case '-o':
      draft.interfaces.push({ direction: option === '-i' ? 'in' : 'out', name: value, negated });
      return 1;
    case '-m':
      return 1;
    case '-j':
    case '-g':
      draft.target = targetOf(option, value);
      return 1;
    case '--comment':
      return 1;
    case '--physdev-is-bridged':
      if (negated) draft.conditions = 'some';
      return 0;
    case '--ctstate':
    case '--state':
      draft.conditions = worse(draft.conditions, value.includes('NEW') !== negated ? 'some' : 'tracked');
      return 1;
    default:
      draft.conditions = worse(draft.conditions, 'some');
      return 0;
  }
}

/** `tracked` rules the frame out whatever else is compared. */
function worse(one: FilterRule['conditions'], other: FilterRule['conditions']): FilterRule['conditions'] {
  return one === 'tracked' || other === 'tracked' ? 'tracked' : other;
}

/** Targets in capitals are the kernel's, but for those of chains (iptables(8): a chain may have any name). */
function targetOf(option: string, value: string): FilterTarget {
  if (option === '-g') return { kind: 'goto', chain: value };
  switch (value) {
    case 'ACCEPT':
      return { kind: 'accept' };
    case 'DROP':
    case 'REJECT':
      return { kind: 'drop' };
    case 'RETURN':
      return { kind: 'return' };
    default:
      return { kind: 'jump', chain: value };
  }
}
