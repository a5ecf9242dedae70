/** What bash completes after `bridgehead`: commands, their options and the words these take. */
import { flagsOf } from '../../src/cli/command-line/options.ts';
import { english } from '../../src/cli/messages/en.ts';
import { verbs } from '../../src/cli/verbs/verbs.ts';

const begin = '# Written by npm run docs:\n';
const end = '# end\n';

/** The script with its lists written anew. @param text the script as it is. */
export function completionScript(text: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error('the completion has no place for the lists');
  return text.slice(0, from + begin.length) + lists() + text.slice(to);
}

function lists(): string {
  return [
    `_bridgehead_commands='${verbs.map(({ name }) => name).join(' ')}'`,
    '_bridgehead_options() {',
    '  case $1 in',
    ...verbs.flatMap(({ name, options }) => caseOf(name, flagNames(options))),
    '  esac',
    '}',
    '_bridgehead_words() {',
    '  case $1 in',
    ...[...wordsOfFlags()].flatMap(([flag, words]) => caseOf(flag, words)),
    '  esac',
    '}\n',
  ].join('\n');
}

function caseOf(pattern: string, words: readonly string[]): string[] {
  return words.length === 0 ? [] : [`  ${pattern}) echo '${words.join(' ')}' ;;`];
}

function flagNames(options: Parameters<typeof flagsOf>[0]): string[] {
  return flagsOf(options, english).map(({ flags }) => flags.split(' ')[0] ?? '');
}

function wordsOfFlags(): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>();
  for (const { flags, schema } of verbs.flatMap(({ options }) => flagsOf(options, english))) {
    if (schema.type === 's' && schema.oneOf !== undefined) words.set(flags.split(' ')[0] ?? '', schema.oneOf);
  }
  return words;
}
