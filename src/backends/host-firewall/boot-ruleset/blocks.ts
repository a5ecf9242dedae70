/** Statements and blocks of a file in nft's language, as deep as tables and what is in them. */
import { isWord, type Token } from './tokens.ts';

export interface Statement {
  readonly tokens: readonly Token[];
  /** What stands in the braces of a block: a table, a chain, a set … */
  readonly body?: readonly Statement[];
}

const inTables = ['chain', 'set', 'map', 'flowtable', 'counter', 'quota', 'limit', 'ct', 'secmark', 'synproxy'];

/** Which words begin a block: at the top, in a table, and in what a table has. */
type Level = 'top' | 'table' | 'inner';

/** Undefined where braces do not match. */
export function statementsOf(tokens: readonly Token[]): readonly Statement[] | undefined {
  const reader = { tokens, at: 0 };
  const statements = readStatements(reader, 'top');
  return reader.at === tokens.length ? statements : undefined;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

/** Up to a brace that closes the block, or the end. */
function readStatements(reader: Reader, level: Level): readonly Statement[] | undefined {
  const statements: Statement[] = [];
  for (let next = reader.tokens[reader.at]; next !== undefined; next = reader.tokens[reader.at]) {
    if (isWord(next, '}')) break;
    if (isWord(next, '\n', ';')) {
      reader.at += 1;
      continue;
    }
    const statement = readStatement(reader, level);
    if (statement === undefined) return undefined;
    statements.push(statement);
  }
  return statements;
}

function readStatement(reader: Reader, level: Level): Statement | undefined {
  const tokens: Token[] = [];
  let depth = 0;
  for (; reader.at < reader.tokens.length; reader.at += 1) {
    const token = reader.tokens[reader.at];
    if (token === undefined) break;
    if (depth === 0 && isWord(token, '\n', ';', '}')) break;
    if (isWord(token, '{') && depth === 0 && beginsBlock(tokens, level)) return readBlock(reader, tokens, level);
    depth += isWord(token, '{') ? 1 : isWord(token, '}') ? -1 : 0;
    if (!isWord(token, '\n')) tokens.push(token);
  }
  return depth === 0 ? { tokens } : undefined;
}

function readBlock(reader: Reader, tokens: readonly Token[], level: Level): Statement | undefined {
  reader.at += 1;
  const isTable = level === 'top' && isWord(withoutVerb(tokens)[0], 'table');
  const body = readStatements(reader, isTable ? 'table' : 'inner');
  if (body === undefined || !isWord(reader.tokens[reader.at], '}')) return undefined;
  reader.at += 1;
  return { tokens, body };
}

function beginsBlock(tokens: readonly Token[], level: Level): boolean {
  if (level === 'inner') return false;
  if (level === 'table') return isWord(tokens[0], ...inTables);
  return isWord(withoutVerb(tokens)[0], 'table', ...inTables);
}

/** A command without its `add`, which may be left out. */
export function withoutVerb(tokens: readonly Token[]): readonly Token[] {
  return isWord(tokens[0], 'add', 'create', 'insert') ? tokens.slice(1) : tokens;
}
