/** The command line: verbs and options for commander, with help and errors in the user's language. */
import { Command, CommanderError, Help, Option, type Argument } from 'commander';
import { exitCodes, type ExitReason } from '../../contract/exit-codes.ts';
import type { VariantMap } from '../../model/bus-value.ts';
import { Failure } from '../failure.ts';
import type { Catalogue } from '../messages/shape.ts';
import type { SessionOptions } from '../session.ts';
import { widthOf, wrap } from '../terminal/width.ts';
import type { ArgumentName, Verb } from '../verbs/verb.ts';
import { verbs } from '../verbs/verbs.ts';
import { flagsOf, parseWord, toOptions } from './options.ts';

export interface ParsedCommand {
  readonly verb: Verb;
  readonly words: readonly string[];
  readonly options: VariantMap;
  readonly session: SessionOptions;
}

/** What commander would print: help or the version. */
export interface Printed {
  readonly text: string;
}

export interface Program {
  readonly messages: Catalogue;
  readonly version: string;
  /** Width of the help, in columns. */
  readonly columns: number;
}

const helpOrVersion = ['-h', '--help', '-V', '--version'];

/** Throws Failure(WrongUsage). @param args without the program's name. */
export function readCommandLine(args: readonly string[], program: Program): ParsedCommand | Printed {
  let parsed: ParsedCommand | undefined;
  let text = '';
  const command = buildProgram(program, (found) => (parsed = found));
  configureAll(command, program.messages, program.columns, (printed) => (text += printed));
  // Without a command, the status is shown.
  const named = args.some((word) => !word.startsWith('-') || helpOrVersion.includes(word));
  try {
    command.parse(named ? args : [...args, 'status'], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { text };
    throw error instanceof CommanderError ? complaint(error, program.messages) : error;
  }
  if (parsed === undefined) throw new Failure('WrongUsage', program.messages.usage.seeHelp('bridgehead'));
  return parsed;
}

function buildProgram({ messages, version, columns }: Program, onParsed: (parsed: ParsedCommand) => void): Command {
  const { help, globalOptions } = messages;
  const command = new Command('bridgehead')
    .description(help.summary)
    .usage(`[${help.command}] [${help.words}]`)
    .option('--json', globalOptions.json)
    .option('-q, --quiet', globalOptions.quiet)
    .option('--no-ask-password', globalOptions.noAskPassword)
    .helpOption('-h, --help', globalOptions.help)
    .version(version, '-V, --version', globalOptions.version)
    .helpCommand(false)
    .addHelpText('after', () => `\n${exitStatusText(messages)}\n\n${wrap(help.more, columns).join('\n')}`);
  for (const verb of verbs) command.addCommand(buildVerb(verb, command, messages, onParsed));
  return command;
}

function buildVerb(
  verb: Verb,
  parent: Command,
  messages: Catalogue,
  onParsed: (parsed: ParsedCommand) => void,
): Command {
  const command = new Command(verb.name).summary(messages.verbs[verb.name]).description(messages.verbs[verb.name]);
  command.helpOption('-h, --help', messages.globalOptions.help);
  for (const name of verb.arguments) command.argument(argumentFlags(name), messages.arguments[name]);
  for (const flag of flagsOf(verb.options, messages)) {
    const option = new Option(flag.flags, flag.description);
    if (flag.schema.type !== 'b') option.argParser((word, earlier) => parseWord(flag, word, earlier, messages));
    if (flag.description === '') option.hideHelp();
    command.addOption(option);
  }
  return command.action((...given: unknown[]) => {
    const words = verb.arguments.map((_, index) => (given[index] as string | undefined) ?? '');
    onParsed({ verb, words, options: toOptions(verb.options, command.opts()), session: sessionOptions(parent) });
  });
}

function argumentFlags(name: ArgumentName): string {
  return name === 'PROBATION' ? '[TRANSACTION]' : `<${name}>`;
}

function sessionOptions(parent: Command): SessionOptions {
  const { json, quiet, askPassword } = parent.opts<{ json?: boolean; quiet?: boolean; askPassword?: boolean }>();
  return { json: json === true, quiet: quiet === true, mayAsk: askPassword !== false };
}

/** By default commander ends the process, prints English, and counts characters instead of columns. */
function configureAll(command: Command, { help }: Catalogue, columns: number, print: (text: string) => void): void {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': help.usage,
    'Arguments:': help.arguments,
    'Options:': help.options,
    'Commands:': help.commands,
    'Global Options:': help.globalOptions,
  };
  for (const each of [command, ...command.commands]) {
    each.exitOverride().configureOutput({
      writeOut: print,
      writeErr: () => undefined,
      getOutHelpWidth: () => columns,
      getOutHasColors: () => false,
    });
    each.configureHelp({
      showGlobalOptions: each !== command,
      styleTitle: (title) => titles[title] ?? title,
      displayWidth: widthOf,
      boxWrap: (text, width) => wrap(text, width).join('\n'),
      argumentTerm: (argument) => argument.name(),
      subcommandTerm: (verb) => [verb.name(), ...verb.registeredArguments.map(argumentTerm)].join(' '),
      commandUsage: (verb) => new Help().commandUsage(verb).replaceAll('[options]', `[${help.words}]`),
    });
  }
}

function argumentTerm(argument: Argument): string {
  return argument.required ? argument.name() : `[${argument.name()}]`;
}

function exitStatusText({ help, exit }: Catalogue): string {
  const lines = Object.entries(exitCodes).map(([reason, code]) => `  ${code}  ${exit[reason as ExitReason]}`);
  return [help.exitStatus, ...lines].join('\n');
}

/** Commander's error in the user's language; commander quotes the word in question. */
function complaint({ code, message }: CommanderError, { usage }: Catalogue): Failure {
  const word = /'([^']*)'/.exec(message)?.[1] ?? '';
  const [flag = ''] = word.split(' ');
  const similar = /\(Did you mean (?:one of )?([^?,]+)/.exec(message)?.[1];
  const sentence = {
    'commander.unknownOption': usage.unknownOption(word),
    'commander.unknownCommand': usage.unknownCommand(word),
    'commander.missingArgument': usage.missingArgument(word),
    'commander.optionMissingArgument': usage.missingValue(word.split(/[ ,]/)[0] ?? flag),
    'commander.excessArguments': usage.tooMany,
  }[code];
  const said = sentence ?? message.replace(/^error: /, '');
  return new Failure('WrongUsage', similar === undefined ? said : usage.didYouMean(said, similar));
}
