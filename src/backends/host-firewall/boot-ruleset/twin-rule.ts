/** The twin of a rule in a file of nft's. */
import type { InterfaceLookup } from '../../../model/host-firewall.ts';
import { isNamed, type Move } from '../shared/move.ts';
import { comparisonsIn, type Comparison } from './comparisons.ts';
import type { RuleStatement } from './script.ts';
import { textOf } from './text-of.ts';
import { isWord, type Token } from './tokens.ts';
import { variableIn, wordsIn, type Variables } from './variables.ts';

/** What a rule that names the uplink needs. */
export type RuleTwin =
  | { readonly kind: 'needless'; readonly lookups: readonly InterfaceLookup[] }
  | {
      readonly kind: 'twin';
      /** `add rule inet filter input`, or nothing. */
      readonly command: string;
      readonly rule: string;
      readonly lookups: readonly InterfaceLookup[];
    }
  /** The middle of a sentence: `because …`. */
  | { readonly kind: 'unknown'; readonly problem: string };

/** Undefined where it does not name the uplink. The twin has no comment. @param file the text that the rule is in. */
export function twinOfRule(
  { command, tokens }: RuleStatement,
  move: Move,
  variables: Variables,
  file: string,
): RuleTwin | undefined {
  const named = namesUplink(tokens, move.uplink, variables);
  if (named.length === 0) return undefined;
  const comparisons = comparisonsIn(tokens, variables);
  const isKnown = comparisons !== undefined && named.every((at) => isWithin(at, comparisons) || isTarget(tokens, at));
  if (!isKnown) return unknown(strangeForm(move.uplink));
  const parting = comparisons.filter((one) => parts(one, move));
  if (parting.some(({ negated }) => negated)) return unknown(`no rule for '${move.bridge}' does the same`);
  const lookups = comparisons.map(({ direction, negated, set, entries }): InterfaceLookup => {
    const names = entries.map(({ name }) => name);
    return { direction, negated, names, ...(set === undefined ? {} : { set }) };
  });
  if (parting.length === 0) return { kind: 'needless', lookups };
  if (tokens.some((token, at) => isWord(token, '{') && isWord(tokens[at - 1], 'jump', 'goto'))) {
    return unknown('it leads to a chain without a name');
  }
  const rule = rewritten(withoutComment(tokens), parting, move, file);
  return { kind: 'twin', command: textOf(command, file), rule, lookups };
}

export function strangeForm(uplink: string): string {
  return `bridgehead does not know this form of naming '${uplink}'`;
}

function unknown(problem: string): RuleTwin {
  return { kind: 'unknown', problem };
}

/** The indices of the words that name the uplink, or may. */
export function namesUplink(tokens: readonly Token[], uplink: string, variables: Variables): readonly number[] {
  const isRule = tokens.some((token) => isWord(token, 'iif', 'iifname', 'oif', 'oifname'));
  return tokens.flatMap((token, at) => {
    if (token.quoted && isWord(tokens[at - 1], 'comment', 'prefix')) return [];
    if (variableIn(token) === undefined) return names(token, uplink) ? [at] : [];
    const words = wordsIn([token], variables)?.flat();
    return (words === undefined ? isRule : words.some((word) => names(word, uplink))) ? [at] : [];
  });
}

/** In nft only `*` stands for any end of a name. */
function names({ text }: Token, uplink: string): boolean {
  return text === uplink || (text.endsWith('*') && isNamed(text, uplink));
}

function isWithin(at: number, comparisons: readonly Comparison[]): boolean {
  return comparisons.some(({ from, to }) => at >= from && at < to);
}

function isTarget(tokens: readonly Token[], at: number): boolean {
  return isWord(tokens[at - 1], 'jump', 'goto');
}

function parts({ entries }: Comparison, { uplink, bridge }: Move): boolean {
  const covers = (device: string): boolean => entries.some(({ name }) => isNamed(name, device));
  return covers(uplink) && !covers(bridge);
}

/** A rule has one comment at most, at its end. */
export function withoutComment(tokens: readonly Token[]): readonly Token[] {
  return isWord(tokens.at(-2), 'comment') ? tokens.slice(0, -2) : tokens;
}

/** `iif` becomes `iifname`, because an interface that is not there yet has no number. */
function rewritten(tokens: readonly Token[], parting: readonly Comparison[], move: Move, file: string): string {
  let at = 0;
  const pieces: string[] = [];
  for (const one of parting) {
    pieces.push(textOf(tokens.slice(at, one.key), file), one.direction === 'in' ? 'iifname' : 'oifname');
    pieces.push(textOf(tokens.slice(one.key + 1, one.from), file), comparedWith(one, move, file));
    at = one.to;
  }
  return [...pieces, textOf(tokens.slice(at), file)].filter(Boolean).join(' ');
}

function comparedWith({ entries, isMap }: Comparison, { uplink, bridge }: Move, file: string): string {
  if (!isMap) return `"${bridge}"`;
  const own = entries.filter(({ name }) => isNamed(name, uplink));
  const values = [...new Set(own.map(({ value }) => textOf(value, file)))];
  return `{ ${values.map((value) => `"${bridge}" : ${value}`).join(', ')} }`;
}
