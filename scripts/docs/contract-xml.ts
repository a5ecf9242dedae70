/** The prose of the interface XML: what it says of each method, argument, key and error. */
import { readFileSync } from 'node:fs';

export interface Entry {
  readonly name: string;
  /** A D-Bus type, or empty for an error. */
  readonly type: string;
  readonly text: string;
}

export interface Argument extends Entry {
  /** The keys of a dictionary, each with its type and meaning. */
  readonly keys: readonly Entry[];
}

export interface Prose {
  /** In the order of the XML; a signal's are its values. */
  readonly arguments: readonly Argument[];
  readonly paragraphs: readonly string[];
}

const xml = readFileSync(new URL('../../src/contract/io.bridgehead.Agent1.xml', import.meta.url), 'utf8');

/** The comment that begins with this name: a method, a signal, a property or the interface itself. */
export function proseOf(name: string): Prose {
  const comment = new RegExp(`<!--\\s+${name.replaceAll('.', '\\.')}:(.*?)-->`, 's').exec(xml)?.[1] ?? '';
  const blocks = comment.split(/\n\s*\n|\n(?= *@\w+: )/).map((block) => block.replace(/^\n/, ''));
  const [described, plain] = [blocks.filter((one) => one.includes('@')), blocks.filter((one) => !one.includes('@'))];
  return {
    arguments: described.map((block) => readArgument(name, block)),
    paragraphs: plain.map(joined).filter((text) => text !== ''),
  };
}

/** The errors of the contract, by code, with when each comes. */
export function readErrors(): ReadonlyMap<string, string> {
  const head = /<!--\s+io\.bridgehead\.Agent1:\n(.*?)-->/s.exec(xml)?.[1] ?? '';
  return new Map(readEntries(head, /^ {6}([A-Z]\w+): ()/).map(({ name, text }) => [name, text]));
}

/** Names of all `method`, `signal` or `property` elements. */
export function namesOf(element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element} name="(\\w+)"`, 'g'))].map(([, name = '']) => name);
}

/** The attribute of the element with this name, of an argument with its method's name before it. */
export function typeOf(element: string, argument?: string): string {
  const after = xml.slice(xml.indexOf(` name="${element}"`));
  const named = argument === undefined ? after : after.slice(after.indexOf(`<arg name="${argument}"`));
  return /\btype="([^"]+)"/.exec(named)?.[1] ?? '';
}

function readArgument(owner: string, block: string): Argument {
  const [, name = '', rest = ''] = /@(\w+): (.*)/s.exec(block) ?? [];
  const head = rest.split(/\n {8}(?=[a-z-]+ (?:s|b|u|t|as|aa\{sv\}): )/)[0] ?? '';
  const keys = readEntries(rest.slice(head.length), /^ {8}([a-z-]+) (s|b|u|t|as|aa\{sv\}): /);
  return { name, type: typeOf(owner, name), text: joined(head), keys };
}

/** Lines that begin so, each with the lines below it that are indented more. */
function readEntries(text: string, start: RegExp): Entry[] {
  const entries: Entry[] = [];
  const depth = (line: string): number => line.search(/\S/);
  let open: { indent: number; entry: Entry } | undefined;
  for (const line of text.split('\n')) {
    const [begin, name = '', type = ''] = start.exec(line) ?? [];
    if (begin !== undefined) {
      open = { indent: depth(line), entry: { name, type, text: line.slice(begin.length) } };
      entries.push(open.entry);
    } else if (open !== undefined && depth(line) > open.indent) {
      const last = { ...open.entry, text: `${open.entry.text} ${line.trim()}` };
      entries[entries.length - 1] = open.entry = last;
    } else open = undefined;
  }
  return entries;
}

function joined(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
