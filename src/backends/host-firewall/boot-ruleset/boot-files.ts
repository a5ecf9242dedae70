/** Which files the service nftables loads at the boot, and what their variables are. */
import type { HostFile } from '../../../model/host-file.ts';
import { nftFiles } from '../shared/kept-files.ts';
import { parseScript, type Script } from './script.ts';
import type { Variables } from './variables.ts';

export interface BootFile {
  readonly file: HostFile & { readonly text: string };
  readonly script: Script;
  readonly variables: Variables;
}

export interface BootRuleset {
  readonly files: readonly BootFile[];
  /** What is loaded too, and was not read or not understood: for people. */
  readonly unread: readonly string[];
}

/** As deep as files may include each other (nft: MAX_INCLUDE_DEPTH). */
const deepestInclude = 16;

/** @param files all that were read. */
export function bootRuleset(files: readonly HostFile[]): BootRuleset {
  const roots = nftFiles.flatMap((path) => files.find((file) => file.path === path) ?? []);
  const rulesets = roots.map((root) => loadedBy(root, files));
  const all = rulesets.flatMap((ruleset) => ruleset.files);
  return {
    files: all.filter((one, at) => all.findIndex(({ file }) => file.path === one.file.path) === at),
    unread: [...new Set(rulesets.flatMap(({ unread }) => unread))],
  };
}

/** Characters: a journal holds a changed file twice, and is limited (largestRecord). */
const longest = 256 * 1024;

interface Parsed {
  readonly file: HostFile & { readonly text: string };
  readonly script: Script;
}

function loadedBy(root: HostFile, files: readonly HostFile[]): BootRuleset {
  const parsed: Parsed[] = [];
  const unread: string[] = [];
  const load = (file: HostFile, depth: number): void => {
    const isShort = file.text !== undefined && file.text.length <= longest;
    const script = isShort ? parseScript(file.text) : undefined;
    if (file.text === undefined || script === undefined || depth > deepestInclude) {
      unread.push(file.path);
      return;
    }
    if (parsed.some((one) => one.file.path === file.path)) return;
    parsed.push({ file: { ...file, text: file.text }, script });
    for (const { pattern, inBlock } of script.includes) {
      const meant = includePattern(pattern);
      const included = files.filter(({ path }) => meant?.test(path) === true);
      const isMissing = included.length === 0 && !/[*?]/.test(pattern);
      if (inBlock || meant === undefined || isMissing) unread.push(pattern);
      else for (const one of included) load(one, depth + 1);
    }
  };
  load(root, 0);
  const variables = variablesOf(parsed.map(({ script }) => script));
  return { files: parsed.map((one) => ({ ...one, variables })), unread };
}

/** The paths that `include` means (nft(8): INCLUDE FILES); undefined where that depends on what is not known. */
export function includePattern(pattern: string): RegExp | undefined {
  const path = includePath(pattern);
  if (path === undefined || /[[\]{}\\]/.test(path)) return undefined;
  // glob(3): a name that begins with a dot is not meant.
  const parts: Readonly<Record<string, string>> = { '*': '(?!(?<=/)\\.)[^/]*', '?': '(?!(?<=/)\\.)[^/]' };
  return new RegExp(`^${path.replaceAll(/[.+^$()|*?]/g, (mark) => parts[mark] ?? `\\${mark}`)}$`);
}

/** Names without a folder are looked for in /etc, the default of nft's option --includepath. */
export function includePath(pattern: string): string | undefined {
  if (pattern.startsWith('.') || pattern === '') return undefined;
  return pattern.startsWith('/') ? pattern : `/etc/${pattern}`;
}

/** Only those that have one value. */
function variablesOf(scripts: readonly Script[]): Variables {
  const all = scripts.flatMap(({ variables }) => variables);
  const unsure = new Set(scripts.flatMap((script) => script.unsure));
  return (name) => {
    const [first, ...more] = all.filter((one) => one.name === name);
    return unsure.has(name) || more.length > 0 ? undefined : first?.value;
  };
}
