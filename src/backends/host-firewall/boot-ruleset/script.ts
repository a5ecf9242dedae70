/** What a file in nft's language says, as far as it matters to an interface's rules (nft(8)). */
import { statementsOf, withoutVerb, type Statement } from './blocks.ts';
import { behindGroup, isWord, splitList, tokensOf, type Token } from './tokens.ts';

export interface RuleStatement {
  /** `inet filter`. */
  readonly table: string;
  readonly chain: string;
  /** `add rule inet filter input` where it is a command of its own; else none. */
  readonly command: readonly Token[];
  /** The rule itself. */
  readonly tokens: readonly Token[];
}

/** The elements of a named set or map, where it is declared or added to. */
export interface SetStatement {
  readonly table: string;
  readonly name: string;
  /** Whether its type has an interface's name in it; undefined where this statement does not say. */
  readonly holdsNames: boolean | undefined;
  readonly elements: readonly (readonly Token[])[];
}

export interface Script {
  readonly rules: readonly RuleStatement[];
  readonly sets: readonly SetStatement[];
  /** Variables with the words of their values. */
  readonly variables: readonly { readonly name: string; readonly value: readonly Token[] }[];
  /** Variables that have no single value for the whole file. */
  readonly unsure: readonly string[];
  readonly includes: readonly Include[];
  /** All other statements, without those about devices, where frames are taken aside. */
  readonly others: readonly (readonly Token[])[];
}

interface Include {
  readonly pattern: string;
  /** Whether it stands in a block, so that the file has a part of one. */
  readonly inBlock: boolean;
}

interface Draft {
  rules: RuleStatement[];
  sets: SetStatement[];
  variables: { name: string; value: readonly Token[] }[];
  unsure: string[];
  includes: Include[];
  others: (readonly Token[])[];
}

const families = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];

/** Undefined where the text is none. */
export function parseScript(text: string): Script | undefined {
  const tokens = tokensOf(text);
  const statements = tokens && statementsOf(tokens);
  if (statements === undefined) return undefined;
  const draft: Draft = { rules: [], sets: [], variables: [], unsure: [], includes: [], others: [] };
  for (const statement of statements) readTop(draft, statement);
  return draft;
}

function readTop(draft: Draft, { tokens, body }: Statement): void {
  if (readAnywhere(draft, tokens, false)) return;
  const [what, ...words] = withoutVerb(tokens);
  const { table, rest } = tableIn(words);
  const [name, ...inner] = rest;
  if (body !== undefined && isWord(what, 'table')) readTable(draft, table, body);
  else if (body !== undefined && isWord(what, 'set', 'map')) readSet(draft, table, name?.text ?? '', body);
  else if (body !== undefined) readProperties(draft, body);
  else if (isWord(what, 'rule') && name !== undefined && !isWord(inner[0], 'handle', 'position', 'index')) {
    const command = tokens.slice(0, tokens.length - inner.length);
    draft.rules.push({ table, chain: name.text, command, tokens: inner });
  } else if (isWord(what, 'element') && name !== undefined && isWord(inner[0], '{')) {
    draft.sets.push({ table, name: name.text, holdsNames: undefined, elements: listOf(inner, 0) });
  } else draft.others.push(withoutDevices(tokens));
}

/** `inet filter input`: the table with its family, and what follows (nft(8): ip where none is given). */
function tableIn(words: readonly Token[]): { readonly table: string; readonly rest: readonly Token[] } {
  const hasFamily = isWord(words[0], ...families) && words.length > 1;
  const [name, ...rest] = hasFamily ? words.slice(1) : words;
  return { table: `${hasFamily ? (words[0]?.text ?? '') : 'ip'} ${name?.text ?? ''}`, rest };
}

/** What may stand at the top and in blocks. */
function readAnywhere(draft: Draft, tokens: readonly Token[], inBlock: boolean): boolean {
  const [first, name, equals, ...value] = tokens;
  if (isWord(first, 'include') && name !== undefined) draft.includes.push({ pattern: name.text, inBlock });
  else if (isWord(first, 'define') && name !== undefined && isWord(equals, '=') && !inBlock) {
    draft.variables.push({ name: name.text, value });
  } else if (isWord(first, 'define', 'redefine', 'undefine') && name !== undefined) draft.unsure.push(name.text);
  else return false;
  return true;
}

function readTable(draft: Draft, table: string, body: readonly Statement[]): void {
  for (const { tokens, body: inner } of body) {
    if (readAnywhere(draft, tokens, true)) continue;
    const [what, name] = tokens;
    if (inner === undefined) draft.others.push(withoutDevices(tokens));
    else if (isWord(what, 'chain')) readChain(draft, table, name?.text ?? '', inner);
    else if (isWord(what, 'set', 'map')) readSet(draft, table, name?.text ?? '', inner);
    else readProperties(draft, inner);
  }
}

function readChain(draft: Draft, table: string, chain: string, body: readonly Statement[]): void {
  for (const { tokens } of body) {
    if (readAnywhere(draft, tokens, true)) continue;
    const isProperty = isWord(tokens[0], 'type', 'policy', 'comment', 'flags', 'device', 'devices');
    if (isProperty) draft.others.push(withoutDevices(tokens));
    else draft.rules.push({ table, chain, command: [], tokens });
  }
}

function readSet(draft: Draft, table: string, name: string, body: readonly Statement[]): void {
  const type = body.find(({ tokens }) => isWord(tokens[0], 'type', 'typeof'))?.tokens ?? [];
  const holdsNames = type.some((token) => isWord(token, 'ifname', 'iifname', 'oifname'));
  for (const { tokens } of body) {
    const [what, equals, open] = tokens;
    if (readAnywhere(draft, tokens, true)) continue;
    if (isWord(what, 'elements') && isWord(equals, '=') && isWord(open, '{')) {
      draft.sets.push({ table, name, holdsNames, elements: listOf(tokens, 2) });
    } else draft.others.push(tokens);
  }
}

function readProperties(draft: Draft, body: readonly Statement[]): void {
  for (const { tokens } of body) {
    if (!readAnywhere(draft, tokens, true)) draft.others.push(withoutDevices(tokens));
  }
}

function listOf(tokens: readonly Token[], open: number): readonly (readonly Token[])[] {
  return splitList(tokens.slice(open + 1, (behindGroup(tokens, open) ?? tokens.length) - 1));
}

/** A chain or a flowtable stays at its device. */
function withoutDevices(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex((token) => isWord(token, 'device', 'devices'));
  if (at === -1) return tokens;
  const open = tokens.findIndex((token, index) => index > at && isWord(token, '{'));
  const isList = open !== -1 && open <= at + 2;
  const end = isList ? (behindGroup(tokens, open) ?? tokens.length) : at + 2;
  return [...tokens.slice(0, at), ...tokens.slice(end)];
}
