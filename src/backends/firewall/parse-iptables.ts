/** The rules of iptables, as `iptables -S` and iptables-save print them (iptables(8), iptables-extensions(8)). */
import type {
  FilterRule,
  FilterTable,
  FilterTarget,
  InterfaceMatch,
  NatTable,
  NetworkMatch,
  RulesProgram,
} from '../../model/filters.ts';
import { networkOf } from './networks.ts';

/** The lines of the table `filter` in what -save prints; undefined if they are not there to their end. */
export function filterOf(saved: string): string | undefined {
  const text = `\n${saved}`;
  const start = text.indexOf('\n*filter\n');
  const end = text.indexOf('\nCOMMIT\n', start + 1);
  return start === -1 || end === -1 ? undefined : text.slice(start, end);
}

/** The table `filter`, from what `iptables -S` prints, or from its lines in what -save prints. */
export function parseRules(program: RulesProgram, text: string): FilterTable {
  const chains: Record<string, FilterRule[]> = {};
  let policy: 'accept' | 'drop' = 'accept';
  for (const line of text.split('\n')) {
    // iptables-save.c: `:FORWARD DROP [0:0]`.
    const words = wordsOf(line.replace(/^:/, '-P '));
    const [action, chain] = words;
    if (chain === undefined) continue;
    const rules = (chains[chain] ??= []);
    if (action === '-P' && chain === 'FORWARD') policy = words[2] === 'ACCEPT' ? 'accept' : 'drop';
    if (action === '-A') rules.push(parseRule(line, words.slice(2)));
  }
  return {
    name: program,
    families: familiesOf(program),
    bridge: false,
    base: [{ chain: 'FORWARD', policy }],
    chains,
  };
}

const natChains = [
  { chain: 'PREROUTING', hook: 'prerouting' },
  { chain: 'POSTROUTING', hook: 'postrouting' },
] as const;

/** The table `nat`, from what `printer`'s -save prints; none if it has no rule there. */
export function parseNat(program: RulesProgram, printer: string, text: string): readonly NatTable[] {
  const chains: Record<string, FilterRule[]> = {};
  let table = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    if (table !== 'nat' || !line.startsWith('-A ')) continue;
    const words = wordsOf(line);
    const [, chain] = words;
    if (chain !== undefined) (chains[chain] ??= []).push(parseRule(line, words.slice(2)));
  }
  if (Object.keys(chains).length === 0) return [];
  const owner = printer === program ? program : undefined;
  return [{ name: `${printer} nat`, program: owner, families: familiesOf(program), base: natChains, chains }];
}

function familiesOf(program: RulesProgram): readonly [4 | 6] {
  return program === 'iptables' ? [4] : [6];
}

/** Splits into words; a double-quoted comment is one word, whatever it contains (iptables-save: xtables_save_string). */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"(?:\\.|[^"\\])*"|\S+/g)].map(([word]) => word);
}

interface Draft {
  interfaces: InterfaceMatch[];
  networks: NetworkMatch[];
  mark: FilterRule['mark'];
  conditions: FilterRule['conditions'];
  target: FilterTarget;
}

function parseRule(text: string, words: readonly string[]): FilterRule {
  const draft: Draft = { interfaces: [], networks: [], mark: 'any', conditions: 'none', target: { kind: 'other' } };
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
    case '-s':
    case '-d':
      readNetwork(draft, option, value, negated);
      return 1;
    case '-m':
      return 1;
    case '--mark':
      draft.mark = asksForMark(value) !== negated ? 'marked' : 'unmarked';
      return 1;
    case '--src-type':
    case '--dst-type':
      if (value !== 'LOCAL') draft.conditions = worse(draft.conditions, 'some');
      else if (!negated) draft.conditions = 'never';
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
      draft.conditions = worse(draft.conditions, value.includes('NEW') !== negated ? 'some' : 'never');
      return 1;
    default:
      draft.conditions = worse(draft.conditions, 'some');
      return 0;
  }
}

/** A match that is not a network, like the mask 255.0.255.0, counts as any other condition. */
function readNetwork(draft: Draft, option: string, value: string, negated: boolean): void {
  const network = networkOf(value);
  if (network === undefined) draft.conditions = worse(draft.conditions, 'some');
  else draft.networks.push({ end: option === '-s' ? 'source' : 'destination', network, negated });
}

/** iptables-extensions(8), mark: value[/mask]; a packet without a mark has 0. */
function asksForMark(value: string): boolean {
  return Number(value.split('/')[0]) !== 0;
}

/** A `never` condition excludes the frame, whatever the others say. */
function worse(one: FilterRule['conditions'], other: FilterRule['conditions']): FilterRule['conditions'] {
  return one === 'never' || other === 'never' ? 'never' : other;
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
    case 'MASQUERADE':
    case 'SNAT':
    case 'DNAT':
    case 'REDIRECT':
    case 'NETMAP':
      return { kind: 'alter', what: value };
    default:
      return { kind: 'jump', chain: value };
  }
}
