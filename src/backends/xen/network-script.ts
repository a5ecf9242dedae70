/** The `(network-script …)` of Xen's xend-config.sxp, found as xend reads the file (xen: tools/python/xen/xend/sxp.py). */

/** Where xend-config.sxp lies. */
export const xenFolder = '/etc/xen';

/** What xend runs where its own bridge script is off. */
const noScript = '/bin/true';

/** A comment, a quoted word, a parenthesis or a plain word: what is in comments and quotes is no parenthesis. */
const tokens = /#[^\n]*|'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|[()]|[^\s()'"#][^\s()'"]*/g;

interface Value {
  /** With its quotes, if it has any: `'network-bridge netdev=eth1'`. */
  readonly word: string;
  readonly from: number;
}

/** Whether the text has xend run its script network-bridge, by whatever path and with whatever arguments. */
export function runsBridgeScript(text: string): boolean {
  return scriptsOf(text).some(({ word }) => isBridgeScript(word));
}

/** The text with that script off; every other byte as it was. */
export function withoutBridgeScript(text: string): string {
  return replaceScripts(text, ({ word }) => (isBridgeScript(word) ? noScript : word));
}

/**
 * The text with the script that `original` had, where it is still off; the rest of it stays as it is now.
 */
export function withScriptOf(original: string, text: string): string {
  const before = scriptsOf(original).find(({ word }) => isBridgeScript(word));
  if (before === undefined) return text;
  return replaceScripts(text, ({ word }) => (word === noScript ? before.word : word));
}

function isBridgeScript(word: string): boolean {
  const [program = ''] = word.replaceAll(/^['"]\s*|['"]$/g, '').split(/\s/);
  return program.slice(program.lastIndexOf('/') + 1) === 'network-bridge';
}

function replaceScripts(text: string, wordFor: (value: Value) => string): string {
  let [result, done] = ['', 0];
  for (const value of scriptsOf(text)) {
    result += text.slice(done, value.from) + wordFor(value);
    done = value.from + value.word.length;
  }
  return result + text.slice(done);
}

/** The values of each list `(network-script VALUE)` that is not inside another one. */
function scriptsOf(text: string): readonly Value[] {
  const values: Value[] = [];
  let [depth, position] = [0, 0];
  let head = '';
  for (const { 0: word, index } of text.matchAll(tokens)) {
    if (word.startsWith('#')) continue;
    if (word === '(') [depth, position] = [depth + 1, 0];
    else if (word === ')') depth -= 1;
    else {
      if (position === 0) head = word;
      else if (position === 1 && depth === 1 && head === 'network-script') values.push({ word, from: index });
      position += 1;
    }
  }
  return values;
}
