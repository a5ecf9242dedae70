/** Rules in the format of iptables-save, printed or in a file, of which those are kept that compare interfaces. */
import type { ClosedHook, InterfaceLookup, NamingRule, XtablesProgram } from '../../model/host-firewall.ts';
import { actingRules, type Draft, type TableDraft } from './acting.ts';
import { briefOf } from './brief.ts';
import { wordsOf, type Word } from './words.ts';

/** A rule, with the number of its line, from 0. */
export interface SavedRule extends NamingRule {
  readonly line: number;
}

export interface SavedRules {
  readonly rules: readonly SavedRule[];
  readonly closed: readonly ClosedHook[];
  /** Names of the tables. */
  readonly tables: readonly string[];
}

/** Whether it is what iptables-save prints, to its end: comments, and tables from their `*` line to their `COMMIT`. */
export function isComplete(text: string): boolean {
  let inTable = false;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (!inTable && !line.startsWith('*')) return false;
    inTable = line !== 'COMMIT';
  }
  return !inTable;
}

/** Targets after which a packet goes on as it was (iptables-extensions(8)). */
const passive = new Set(['LOG', 'NFLOG', 'ULOG', 'TRACE', 'AUDIT', '']);

interface SavedDraft extends Draft {
  /** Of a rule that names no interface only what it does is kept: there may be very many. */
  readonly rule: Omit<SavedRule, 'hooks'> | undefined;
}

/** Lines that are none are passed over. */
export function parseSaved(program: XtablesProgram, text: string): SavedRules {
  const tables: TableDraft<SavedDraft>[] = [];
  let table: TableDraft<SavedDraft> | undefined;
  for (const [number, line] of text.split('\n').entries()) {
    if (line.startsWith('*')) {
      table = { name: line.slice(1).trim(), base: new Map(), chains: new Map() };
      tables.push(table);
    } else if (table !== undefined) {
      readLine(program, table, line, number);
    }
  }
  const found = tables.map((one) => ({ name: one.name, ...actingRules(one) }));
  return {
    rules: found.flatMap(({ rules }) =>
      rules.flatMap(({ draft: { rule }, hooks }) => (rule === undefined ? [] : [{ ...rule, hooks }])),
    ),
    closed: found.flatMap(({ name, closed }) => closed.map((hook) => ({ program, table: name, hook }))),
    tables: tables.map(({ name }) => name),
  };
}

function readLine(program: XtablesProgram, table: TableDraft<SavedDraft>, line: string, number: number): void {
  if (line.startsWith(':')) {
    const [chain = '', policy = '-'] = line.slice(1).split(/\s+/);
    if (policy !== '-') table.base.set(chain, { hook: chain.toLowerCase(), drops: policy === 'DROP' });
    table.chains.set(chain, table.chains.get(chain) ?? []);
    return;
  }
  // With -c each rule has its counters in front of it.
  const words = wordsOf(line.replace(/^\[\d+:\d+\] /, (counters) => ' '.repeat(counters.length)));
  const [action, chain] = words;
  if (action?.text !== '-A' || chain === undefined) return;
  const drafts = table.chains.get(chain.text) ?? [];
  table.chains.set(chain.text, drafts);
  drafts.push(draftOf(program, table, { line, number, chain: chain.text, words, position: drafts.length + 1 }));
}

interface Line {
  readonly line: string;
  readonly number: number;
  readonly chain: string;
  readonly words: readonly Word[];
  readonly position: number;
}

function draftOf(program: XtablesProgram, table: TableDraft<SavedDraft>, saved: Line): SavedDraft {
  const { line, number, chain, words, position } = saved;
  const texts = words.map(({ text, quoted }) => (quoted ? '"' : text));
  const ofPort = lookupsOf(texts, ['--physdev-in', '--physdev-out']);
  const own = lookupsOf(texts, ['-i', '-o']);
  const target = targetOf(texts);
  const isChain = table.chains.has(target);
  const names = own.length + ofPort.length > 0;
  return {
    names,
    // `recent` keeps a list even where the rule has no target (iptables-extensions(8)).
    acts: !isChain && (!passive.has(target) || (target === '' && texts.includes('recent'))),
    goesTo: isChain ? [target] : [],
    refusesAll: ['DROP', 'REJECT'].includes(target) && isUnconditional(texts),
    rule: !names
      ? undefined
      : {
          program,
          table: table.name,
          chain,
          position,
          text: line.slice(words[0]?.start ?? 0).trimEnd(),
          brief: briefOf(texts.slice(2)),
          lookups: own.length > 0 ? own : ofPort,
          accepts: target === 'ACCEPT' || isChain,
          ofPort: own.length === 0,
          line: number,
        },
  };
}

function lookupsOf(words: readonly string[], options: readonly string[]): readonly InterfaceLookup[] {
  return words.flatMap((word, at): InterfaceLookup[] => {
    const name = words[at + 1];
    if (!options.includes(word) || name === undefined || words[at - 1] === '--comment') return [];
    const direction = /-i(n)?$/.test(word) ? 'in' : 'out';
    return [{ direction, names: [name], negated: words[at - 1] === '!' }];
  });
}

/** @returns '' where there is none. */
function targetOf(words: readonly string[]): string {
  const at = words.findIndex((word, index) => ['-j', '-g'].includes(word) && words[index - 1] !== '--comment');
  return at === -1 ? '' : (words[at + 1] ?? '');
}

/** `-A INPUT -j DROP`, with a comment at most. */
function isUnconditional(words: readonly string[]): boolean {
  const at = words.indexOf('-j');
  const rest = words.slice(2, at);
  return (
    rest.length === 0 || (rest[0] === '-m' && rest[1] === 'comment' && rest[2] === '--comment' && rest.length === 4)
  );
}
