/** The twins that changes of ours have made, and which of them are there. */
import type { NamingRule } from '../../model/host-firewall.ts';
import type { HostState } from '../../model/host-state.ts';
import { keptStepsOf } from '../../model/originals.ts';
import type { Transaction } from '../../model/transaction.ts';
import { isAcceptRule } from '../firewall/accept-rule.ts';
import { isMarkFor } from './shared/nft-text.ts';
import { wordsOf } from './words.ts';

/** One rule of a step that added it. */
interface MadeTwin {
  readonly program: NamingRule['program'];
  /** Where it is, and what it is known by there: see keyOf. */
  readonly key: string;
  readonly behind: Behind;
}

interface Behind {
  /** What it stands behind, as NamingRule.text has it, and its handle in nft; 0 where that is not known. */
  readonly rule: string;
  readonly handle: number;
}

export interface OurTwin {
  readonly behind: Behind;
  /** As it is there now. */
  readonly rule: NamingRule;
}

/** Those of changes that were kept, the last one first; rules that accept bridged frames belong to src/backends/firewall. */
export function madeTwins(history: readonly Transaction[]): readonly MadeTwin[] {
  return [...ofIptables(history), ...ofNft(history)];
}

function ofIptables(history: readonly Transaction[]): readonly MadeTwin[] {
  const together = keptStepsOf('firewall-rules', history).filter(({ action }) => action === 'add');
  const single = keptStepsOf('firewall-rule', history).filter(
    ({ action, rule }) => action === 'add' && !isAcceptRule(rule),
  );
  return [
    ...together.flatMap(({ program, table, rules }) =>
      rules.map(({ rule, behind }) => {
        const [, chain = { text: '' }, ...words] = wordsOf(rule);
        const key = keyOf(
          program,
          table,
          chain.text,
          words.map(({ text }) => text),
        );
        return { program, key, behind: { ...behind, handle: 0 } };
      }),
    ),
    ...single.map(({ program, table = 'filter', chain, rule, behind }) => {
      return { program, key: keyOf(program, table, chain, rule), behind: { rule: behind?.rule ?? '', handle: 0 } };
    }),
  ];
}

function ofNft(history: readonly Transaction[]): readonly MadeTwin[] {
  const together = keptStepsOf('nft-rules', history).filter(({ action }) => action === 'add');
  const single = keptStepsOf('nft-rule', history).filter(({ action }) => action === 'add');
  const all = [
    ...together.flatMap(({ family, table, rules }) => rules.map((rule) => ({ ...rule, family, table }))),
    ...single,
  ];
  return all.map(({ family, table, chain, mark, behind }) => {
    return { program: 'nft', key: keyOf('nft', `${family} ${table}`, chain, [mark]), behind };
  });
}

/** Words, because one rule may be written in several ways. */
function keyOf(program: string, table: string, chain: string, words: readonly string[]): string {
  return [program, table, chain, ...words].join('\n');
}

function keyOfRule({ program, table, chain, text, mark = '' }: NamingRule): string {
  const words =
    program === 'nft'
      ? [mark]
      : wordsOf(text)
          .slice(2)
          .map((word) => word.text);
  return keyOf(program, table, chain, words);
}

/** Those that we made for the bridge, and that are there as we made them. @param own the changes that created it. */
export function ourTwins(bridge: string, { hostFirewall: { rules } }: HostState, own: readonly Transaction[]) {
  if (own.length === 0) return [];
  const there = new Map(rules.toReversed().map((rule) => [keyOfRule(rule), rule]));
  const found = madeTwins(own).flatMap(({ key, behind }): OurTwin[] => {
    const rule = there.get(key);
    return rule === undefined ? [] : [{ behind, rule }];
  });
  // Rules that the boot made of ours in a file.
  const marked = rules.filter(({ mark = '' }) => isMarkFor(bridge, mark));
  const unknown = { rule: '', handle: 0 };
  const all = [...marked.map((rule) => ({ behind: unknown, rule })), ...found];
  return [...new Map(all.map((twin) => [twin.rule, twin])).values()];
}
