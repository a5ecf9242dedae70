/** What the boot's files say of one interface's settings. */
import type { HostFile } from '../../model/host-file.ts';
import { folders } from './keys.ts';

/** One line of a file: the parts of the key's path, each perhaps a pattern of glob(7), and the value. */
interface Line {
  readonly device: string;
  readonly folder: string;
  readonly name: string;
  /** undefined: the line only keeps patterns away from the key. */
  readonly value: string | undefined;
}

/**
 * Settings by key, as `ipv6/conf/accept_ra`, with the value that the boot leaves there. A key that is named counts more than a
 * pattern, wherever either stands, and of equals the last one (sysctl.d(5); systemd: sysctl.c). Values are numbers, as all
 * settings are that are not secret: others are passed over.
 * @param files in the order in which the boot reads them. @param known keys that a pattern for the last part may stand for.
 */
export function configuredFor(
  device: string,
  files: readonly HostFile[],
  known: readonly string[],
): ReadonlyMap<string, string> {
  const lines = linesOf(files);
  const own = lines.filter((line) => matches(line.device, device));
  const isNamed = (line: Line): boolean => line.device === device && !isPattern(line.name);
  const named = own.filter(isNamed);
  const excluded = new Set(named.map(({ folder, name }) => `${folder}/${name}`));
  const byPattern = own
    .filter((line) => !isNamed(line))
    .flatMap((line) => keysOf(line, known).map((key) => [key, line.value] as const))
    .filter(([key]) => !excluded.has(key));
  const all = [...byPattern, ...named.map(({ folder, name, value }) => [`${folder}/${name}`, value] as const)];
  return new Map(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Keys that the files may give any interface a value for; undefined for all. */
export function keysIn(files: readonly HostFile[]): ReadonlySet<string> | undefined {
  const lines = linesOf(files);
  return lines.some(({ name }) => isPattern(name))
    ? undefined
    : new Set(lines.map(({ folder, name }) => `${folder}/${name}`));
}

/** A file that was read never changes. */
const read = new WeakMap<HostFile, readonly Line[]>();

function linesOf(files: readonly HostFile[]): readonly Line[] {
  return files.flatMap((file) => {
    const lines = read.get(file) ?? (file.text ?? '').split('\n').flatMap(parseLine);
    read.set(file, lines);
    return lines;
  });
}

function keysOf({ folder, name }: Line, known: readonly string[]): readonly string[] {
  if (!isPattern(name)) return [`${folder}/${name}`];
  return known.filter((key) => {
    const cut = key.lastIndexOf('/');
    return key.slice(0, cut) === folder && matches(name, key.slice(cut + 1));
  });
}

function parseLine(text: string): Line[] {
  const line = text.trim();
  const ignore = line.startsWith('-');
  const [key = '', ...values] = line.slice(ignore ? 1 : 0).split('=');
  const value = values.length === 0 ? undefined : values.join('=').trim();
  if (/^[#;]/.test(line) || (value === undefined ? !ignore : !/^-?\d+$/.test(value))) return [];
  const [net, family, kind, device, name, ...rest] = partsOf(key.trim());
  const folder = `${family ?? ''}/${kind ?? ''}`;
  const isOurs = net === 'net' && folders.some((one) => one === folder) && rest.length === 0;
  if (!isOurs || device === undefined || name === undefined) return [];
  return [{ device, folder, name, value }];
}

/** The first separator tells which it is; the other one then stands for it within a part (sysctl.d(5)). */
function partsOf(key: string): readonly string[] {
  if (/^[^./]*\//.test(key)) return key.split('/');
  return key.split('.').map((part) => part.replaceAll('/', '.'));
}

function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/** No real pattern has more, and matching one that does would take too long. */
const mostStars = 5;

/** glob(7), without sets of characters that hold classes. */
function matches(pattern: string, text: string): boolean {
  if (!isPattern(pattern)) return pattern === text;
  if (pattern.split('*').length > mostStars + 1) return false;
  const source = pattern.replace(/\[[!^]?[^\]]*\]|[\s\S]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return part.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`);
  });
  try {
    return new RegExp(`^${source}$`).test(text);
  } catch {
    return false;
  }
}
