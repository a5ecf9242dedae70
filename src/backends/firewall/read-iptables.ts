/** Reads the rules for forwarded packets from `iptables -S` and `ip6tables -S` (iptables(8)). */
import type { Host } from '../../host/host.ts';
import type { FilterRule, FilterTable, FilterTarget, InterfaceMatch, RulesProgram } from '../../model/filters.ts';

export interface RulesOf {
  readonly table: FilterTable;
  /** Whether the program is iptables-nft, whose rules `nft` lists too. */
  readonly nft: boolean;
}

/**
 * The program's table `filter`; undefined if the program is not installed, 'unreadable' if it fails. Call it only if
 * br_netfilter is loaded, because the program may load modules.
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

/** Splits into words; a double-quoted comment is one word, whatever it contains (iptables-save: xtables_save_string). */
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

/** Adds one option to the draft. @returns how many of the following words belong to it. */
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

/** A `tracked` condition excludes the frame, whatever the others say. */
function worse(one: FilterRule['conditions'], other: FilterRule['conditions']): FilterRule['conditions'] {
  return one === 'tracked' || other === 'tracked' ? 'tracked' : other;
}

/** Anything but the built-in targets is taken for a chain, which may have any name (iptables(8)). */
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
