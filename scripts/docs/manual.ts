/** The options in bridgehead(1), in mdoc(7), from the same words as `bridgehead --help`. */
import { flagsOf, type Flag } from '../../src/cli/command-line/options.ts';
import { catalogueOf } from '../../src/cli/messages/catalogue.ts';
import type { Language } from '../../src/cli/messages/locale.ts';
import { verbs } from '../../src/cli/verbs/verbs.ts';

const catalogues = { en: await catalogueOf('en'), ja: await catalogueOf('ja') };

const begin = '.\\" Written by npm run docs:\n';
const end = '.\\" end\n';

/** What stands around the names of the commands that take the options below. */
const headings = {
  en: { before: 'For\n', and: '\nand\n', after: ' :\n' },
  ja: { before: '', and: '\nと\n', after: '\nのオプション:\n' },
} as const satisfies Record<Language, object>;

/** The page with its options written anew. @param text the page as it is. */
export function manualPage(text: string, language: Language): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error('the manual page has no place for the options');
  return text.slice(0, from + begin.length) + optionSections(language) + text.slice(to);
}

/** Options in groups of those that the same commands take. */
function optionSections(language: Language): string {
  const groups = new Map<string, { names: string[]; flags: Flag[] }>();
  for (const flag of verbs.flatMap(({ options }) => flagsOf(options, catalogues[language]))) {
    const names = verbs.filter(({ options }) => Object.hasOwn(options, flag.key)).map(({ name }) => name);
    const group = groups.get(names.join(' ')) ?? { names, flags: [] };
    if (!group.flags.some(({ flags }) => flags === flag.flags)) group.flags.push(flag);
    groups.set(names.join(' '), group);
  }
  return [...groups.values()].map(({ names, flags }) => section(names, flags, language)).join('');
}

function section(names: readonly string[], flags: readonly Flag[], language: Language): string {
  const { before, and, after } = headings[language];
  const commands = names.map(
    (name, index) => `${index === 0 ? '' : index < names.length - 1 ? ' ,\n' : and}.Cm ${name}`,
  );
  const items = flags.filter(({ description }) => description !== '').map((flag) => item(flag, flags, language));
  return `.Pp\n${before}${commands.join('')}${after}.Bl -tag -width Ds\n${items.join('')}.El\n`;
}

/** A switch that can be turned off is shown with its opposite. */
function item({ flags, description, key }: Flag, all: readonly Flag[], language: Language): string {
  const [, name = '', value] = /^-(-[\w-]+)(?: <(.*)>)?$/.exec(flags) ?? [];
  const opposite = all.some((one) => one.key === key && one.flags === `--no${name}`) ? ` , -no${name}` : '';
  const argument = value === undefined ? '' : ` Ar ${value.toLowerCase()}`;
  return `.It Fl ${name}${opposite}${argument}\n${sentence(description, language)}\n`;
}

function sentence(text: string, language: Language): string {
  const safe = text.replaceAll('\\', '\\e').replace(/^(?=[.'])/, '\\&');
  if (language === 'ja') return `${safe}。`.replaceAll(/。(?=.)/g, '。\n');
  return folded(`${safe.charAt(0).toUpperCase()}${safe.slice(1)}.`);
}

/** Lines of at most 80 characters (mandoc -T lint). */
function folded(text: string): string {
  return text.replaceAll(/(.{1,80})(?: |$)/g, '$1\n').trimEnd();
}
