/** Files of routes and rules, in both formats (initscripts: ifup-routes). */
import ipaddr from 'ipaddr.js';
import { AgentError } from '../../../contract/errors.ts';
import { quoted } from '../../../contract/quoted.ts';
import { parseIfcfg } from './parse.ts';
import { readIpLine, renameInIpLine, type Argument, type Subject } from './ip-words.ts';

/** A file with its text. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** A default route that a file sets. */
export interface FileRoute {
  readonly family: 4 | 6;
  /** Canonical (RFC 5952). */
  readonly gateway: string | undefined;
  readonly metric: number | undefined;
  readonly table: string;
}

/** Whether ifup-routes sources the file, for ADDRESS0, NETMASK0 and GATEWAY0; else it is lines for ip(8). */
function isVariables({ name, text }: TextFile): boolean {
  if (name.endsWith('.route')) return true;
  return name.startsWith('route') && /^[ \t]*ADDRESS[0-9]+=/m.test(text);
}

function subjectOf({ name }: TextFile): Subject {
  return name.startsWith('rule') ? 'rule' : 'route';
}

/**
 * The text with `to` wherever ip is told of device `from`; comments and all other bytes stay. Throws Refused for a line that
 * holds code, or that ip(8) would not take as it stands.
 */
export function movedRoutingText(file: TextFile, from: string, to: string): string {
  if (isVariables(file)) {
    readVariables(file);
    return file.text;
  }
  const move = (line: string): string => {
    const moved = isCommentOrBlank(line) ? line : renameInIpLine(subjectOf(file), line, from, to);
    if (moved !== undefined) return moved;
    throw notUnderstood(file, line);
  };
  return file.text.split('\n').map(move).join('\n');
}

function notUnderstood({ name }: TextFile, line: string): AgentError {
  const what = quoted(line.trim());
  return new AgentError(
    'Refused',
    `${quoted(name)} has a line that cannot be moved safely: ${what}; correct or remove it`,
  );
}

/** ifup-routes: MATCH='^[[:space:]]*(\#.*)?$'. */
function isCommentOrBlank(line: string): boolean {
  return /^[ \t]*(?:#.*)?$/.test(line);
}

/** The routes ADDRESS0, ADDRESS1 … up to the first gap. Their values go through `eval`, so that only plain addresses do. */
function readVariables(file: TextFile): readonly { readonly to: string; readonly gateway: string | undefined }[] {
  const { get, keys } = parseIfcfg(file.name, file.text);
  const strange = keys.find((key) => /^(?:ADDRESS|NETMASK|GATEWAY)\d+$/.test(key) && !/^[0-9.]*$/.test(get(key) ?? ''));
  if (strange !== undefined) throw notUnderstood(file, `${strange}=${get(strange) ?? ''}`);
  const routes = [];
  for (let index = 0; (get(`ADDRESS${index}`) ?? '') !== ''; index += 1) {
    const gateway = get(`GATEWAY${index}`) ?? '';
    const to = `${get(`ADDRESS${index}`) ?? ''}/${get(`NETMASK${index}`) ?? ''}`;
    routes.push({ to, gateway: gateway === '' ? undefined : gateway });
  }
  return routes;
}

/** The default routes that the file sets. Throws Refused, see movedRoutingText. */
export function defaultRoutesOf(file: TextFile): readonly FileRoute[] {
  if (subjectOf(file) === 'rule') return [];
  const family = file.name.startsWith('route6') ? 6 : 4;
  if (isVariables(file)) {
    const defaults = readVariables(file).filter(({ to }) => /^0\.0\.0\.0\/(?:0\.0\.0\.0|0)$/.test(to));
    return defaults.map(({ gateway }) => ({ family, gateway, metric: undefined, table: 'main' }));
  }
  const lines = file.text.split('\n').filter((line) => !isCommentOrBlank(line));
  return lines.flatMap((line) => {
    const words = readIpLine('route', line);
    if (words === undefined) throw notUnderstood(file, line);
    return defaultRoute(words, family);
  });
}

function defaultRoute(words: readonly Argument[], family: 4 | 6): FileRoute[] {
  const get = (...names: readonly string[]): string | undefined =>
    words.find(({ keyword }) => names.includes(keyword))?.value;
  const isDefault = /^(?:default|any|all|0|0\/0|0\.0\.0\.0\/0|::\/0)$/.test(get('to') ?? 'default');
  if (!isDefault || words.some(({ keyword }) => /^(?:nexthop|throw|unreachable|prohibit|blackhole)$/.test(keyword)))
    return [];
  const metric = get('metric', 'priority', 'preference', 'prio', 'pref');
  const number = metric === undefined || !/^\d+$/.test(metric) ? undefined : Number(metric);
  return [{ family, gateway: canonical(get('via')), metric: number, table: get('table', 'tab') ?? 'main' }];
}

function canonical(address: string | undefined): string | undefined {
  return address !== undefined && ipaddr.IPv6.isValid(address) ? ipaddr.IPv6.parse(address).toRFC5952String() : address;
}
