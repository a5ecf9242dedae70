/** Reads and edits `(network-script …)` in xend-config.sxp, by xend's own grammar (xen: tools/python/xen/xend/sxp.py). */

/** Where xend-config.sxp lies. */
export const xenFolder = '/etc/xen';

/** Takes the place of xend's bridge script to switch it off. */
const noScript = '/bin/true';

/** A comment, a quoted word, a parenthesis or a plain word. Parentheses inside comments and quotes do not count. */
const tokens = /#[^\n]*|'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|[()]|[^\s()'"#][^\s()'"]*/g;

interface Value {
  /** Including any quotes: `'network-bridge netdev=eth1'`. */
  readonly word: string;
  /** Where the word begins in the text. */
  readonly from: number;
}

/** Whether xend would run network-bridge, under any path and with any arguments. */
export function runsBridgeScript(text: string): boolean {
  return scriptsOf(text).some(({ word }) => isBridgeScript(word));
}

/** Switches that script off and keeps every other byte. */
export function withoutBridgeScript(text: string): string {
  return replaceScripts(text, ({ word }) => (isBridgeScript(word) ? noScript : word));
}

/** Puts back the script that `original` had, if it is still off, and keeps the rest of `text`. */
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

/** The values of the lists `(network-script VALUE)` at the top level. */
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
