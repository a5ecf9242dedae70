/** What is asked of ip(8) at the same time goes to one process, as the lines of a batch (ip(8): -batch). */
import type * as v from 'valibot';
import type { Commands } from '../commands.ts';
import { inOneTurn } from '../in-one-turn.ts';
import { askIp, readAnswer } from './ip-json.ts';

/** As askIp: what `ip -json WORDS` says, checked against the schema. Throws AgentError. */
export type AskIp = <Schema extends v.GenericSchema>(
  words: readonly string[],
  schema: Schema,
) => Promise<v.InferOutput<Schema>>;

interface Question {
  readonly words: readonly string[];
  readonly schema: v.GenericSchema;
}

/** A line of a batch has no options, so what needs the same ones goes together (ip(8): OPTIONS). */
export function askTogether(commands: Commands): AskIp {
  const turns = new Map<string, (question: Question) => Promise<unknown>>();
  return async (words, schema) => {
    const options = optionsOf(words);
    const key = options.join(' ');
    const ask = turns.get(key) ?? inOneTurn((questions) => answer(commands, options, questions));
    turns.set(key, ask);
    return await ask({ words: words.slice(options.length), schema });
  };
}

/** Those at the start; none of them has a value of its own. */
function optionsOf(words: readonly string[]): readonly string[] {
  return words.slice(
    0,
    words.findIndex((word) => !word.startsWith('-')),
  );
}

async function answer(
  commands: Commands,
  options: readonly string[],
  questions: readonly Question[],
): Promise<readonly unknown[]> {
  const answers = (await askOpen(commands, options, questions)) ?? (await askBatch(commands, options, questions));
  // Which of them has no answer, and why, shows when each is asked by itself.
  return answers ?? questions.map(({ words, schema }) => askIp(commands, [...options, ...words], schema));
}

async function askOpen(
  { openIps }: Commands,
  options: readonly string[],
  questions: readonly Question[],
): Promise<readonly unknown[] | undefined> {
  const lines = await openIps?.ask(
    options,
    questions.map(({ words }) => words.join(' ')),
  );
  return lines && readAnswers(lines, questions);
}

/** A line of output for each question; undefined where one of them fails, or an older version prints nothing for nothing. */
async function askBatch(
  commands: Commands,
  options: readonly string[],
  questions: readonly Question[],
): Promise<readonly unknown[] | undefined> {
  if (questions.length < 2) return undefined;
  const input = textOf(questions.map(({ words }) => words));
  const { exitCode, stdout } = await commands.run('ip', ['-json', ...options, '-batch', '-'], { input });
  const lines = stdout.trimEnd().split('\n');
  return exitCode === 0 && lines.length === questions.length ? readAnswers(lines, questions) : undefined;
}

function readAnswers(lines: readonly string[], questions: readonly Question[]): readonly unknown[] | undefined {
  const answers = questions.map(({ schema }, index) => readAnswer(lines[index] ?? '', schema));
  return answers.every(({ success }) => success) ? answers.map(({ output }) => output) : undefined;
}

/** Has ip(8) change something: `ip WORDS`. @returns whether it did. Throws AgentError. */
export type ChangeByIp = (words: readonly string[]) => Promise<boolean>;

/** Most questions have these, so that one process does for them and for changes, which no option concerns. */
const commonest = ['-details'];

/** Starts the process that will be asked most, so that it need not be waited for. */
export function openQuestions({ openIps }: Commands): void {
  void openIps?.ask(commonest, []);
}

/** Changes that do not depend on each other: one that fails keeps no other from being made (ip(8): -force). */
export function changeTogether(commands: Commands): ChangeByIp {
  return inOneTurn(async (changes: readonly (readonly string[])[]) => {
    const lines = changes.map((words) => words.join(' '));
    if ((await commands.openIps?.ask(commonest, lines, 0)) !== undefined) return changes.map(() => true);
    // Some may have been made.
    const { exitCode, stderr } = await commands.run('ip', ['-force', '-batch', '-'], { input: textOf(changes) });
    const failed = new Set([...stderr.matchAll(/^Command failed -:(\d+)$/gm)].map(([, line]) => Number(line)));
    // What it says may have been cut off.
    if (exitCode !== 0 && failed.size === 0) return changes.map(() => false);
    return changes.map((_, index) => !failed.has(index + 1));
  });
}

function textOf(lines: readonly (readonly string[])[]): string {
  return lines.map((words) => `${words.join(' ')}\n`).join('');
}
