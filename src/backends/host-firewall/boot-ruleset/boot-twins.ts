/** The twins that rules and sets in the files of the boot need. */
import type { HostFile } from '../../../model/host-file.ts';
import type { InterfaceLookup } from '../../../model/host-firewall.ts';
import { markOf } from '../shared/nft-text.ts';
import type { Move } from '../shared/move.ts';
import { bootRuleset, type BootFile } from './boot-files.ts';
import { behind, type Insertion } from './insertion.ts';
import type { RuleStatement } from './script.ts';
import { plain, textOf } from './text-of.ts';
import { isWord, type Token } from './tokens.ts';
import { twinsOfElements } from './twin-elements.ts';
import { namesUplink, strangeForm, twinOfRule, withoutComment } from './twin-rule.ts';

/** A rule in a file that names the uplink. */
export interface FileRule {
  readonly table: string;
  readonly chain: string;
  readonly lookups: readonly InterfaceLookup[];
}

/** What one file needs. */
export interface FileTwins {
  readonly file: HostFile & { readonly text: string };
  readonly insertions: readonly Insertion[];
  /** Why it cannot be told what it needs: the middle of a sentence, with the number of the line. */
  readonly problem: string | undefined;
  readonly rules: readonly FileRule[];
  /** Sets that have the uplink: `inet filter wan`. */
  readonly sets: readonly string[];
}

export interface BootTwins {
  /** Those that name the uplink, or may. */
  readonly files: readonly FileTwins[];
  /** The paths of all files that were understood. */
  readonly known: readonly string[];
  /** What is loaded too, and was not read or not understood. */
  readonly unread: readonly string[];
}

/** @param files all that were read. */
export function bootTwins(move: Move, files: readonly HostFile[]): BootTwins {
  const ruleset = bootRuleset(files);
  const found = ruleset.files.map((one) => twinsIn(one, move));
  const matters = ({ insertions, problem, rules, sets }: FileTwins): boolean =>
    problem !== undefined || insertions.length + rules.length + sets.length > 0;
  const known = ruleset.files.map(({ file }) => file.path);
  return { files: found.filter(matters), known, unread: ruleset.unread };
}

function twinsIn({ file, variables, script: whole }: BootFile, move: Move): FileTwins {
  const script = { ...whole, rules: whole.rules.filter(isOfHost), sets: whole.sets.filter(isOfHost) };
  const boot = { file, variables, script };
  const problems: string[] = [];
  const unknown = (token: Token | undefined, problem: string): void => {
    const line = file.text.slice(0, token?.start ?? 0).split('\n').length;
    problems.push(`of line ${line}: ${problem}`);
  };
  const rules = rulesIn(boot, move, unknown);
  const strange = strangeForm(move.uplink);
  const sets = script.sets.flatMap((set) => twinsOfElements(set, boot, move));
  for (const { odd } of sets) if (odd !== undefined) unknown(odd, strange);
  for (const tokens of script.others) {
    const [at] = namesUplink(tokens, move.uplink, variables);
    const isChains = at !== undefined && isWord(tokens[at - 1], 'chain');
    if (at !== undefined && !isChains) unknown(tokens[at], strange);
  }
  return {
    file,
    insertions: [...rules.insertions, ...sets.flatMap(({ insertions }) => insertions)],
    problem: problems[0],
    rules: rules.found,
    sets: sets.map(({ name }) => name),
  };
}

/** Where frames are filtered at a device or between ports, the uplink goes on to be what it was. */
function isOfHost({ table }: { readonly table: string }): boolean {
  return !table.startsWith('bridge ') && !table.startsWith('netdev ');
}

type Unknown = (token: Token | undefined, problem: string) => void;

function rulesIn(
  { file, script, variables }: BootFile,
  move: Move,
  unknown: Unknown,
): { readonly found: readonly FileRule[]; readonly insertions: readonly Insertion[] } {
  const there = new Set(script.rules.map((rule) => keyOf(rule, textOf(withoutComment(rule.tokens), file.text))));
  const found: FileRule[] = [];
  const insertions: Insertion[] = [];
  for (const rule of script.rules) {
    const twin = twinOfRule(rule, move, variables, file.text);
    if (twin === undefined) continue;
    if (twin.kind === 'unknown') {
      unknown(rule.tokens[0], twin.problem);
      continue;
    }
    found.push({ table: rule.table, chain: rule.chain, lookups: twin.lookups });
    if (twin.kind === 'needless') continue;
    const key = keyOf(rule, twin.rule);
    if (there.has(key)) continue;
    there.add(key);
    const mark = markOf(move.bridge, rule.table, rule.chain, plain(twin.rule));
    const text = [twin.command, twin.rule, `comment "${mark}"`].filter(Boolean).join(' ');
    insertions.push(behind(file.text, rule, text));
  }
  return { found, insertions };
}

/** By which a rule is known in its chain. */
function keyOf({ table, chain }: RuleStatement, text: string): string {
  return [table, chain, plain(text)].join('\n');
}
