/** What is asked of ip(8) at the same time goes to one process, as the lines of a batch (ip(8): -batch). */
import type * as v from 'valibot';
import type { Commands } from './commands.ts';
import { inOneTurn } from './in-one-turn.ts';
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

/** A line of a batch has no options, so questions with one go alone. */
export function askTogether(commands: Commands): AskIp {
  const ask = inOneTurn((questions: readonly Question[]) => answer(commands, questions));
  return (words, schema) =>
    words[0]?.startsWith('-') === true ? askIp(commands, words, schema) : ask({ words, schema });
}

async function answer(commands: Commands, questions: readonly Question[]): Promise<readonly unknown[]> {
  const answers = questions.length > 1 ? await askBatch(commands, questions) : undefined;
  // Which of them has no answer, and why, shows when each is asked by itself.
  return answers ?? questions.map(({ words, schema }) => askIp(commands, words, schema));
}

/** A line of output for each question; undefined where one of them fails, or an older version prints nothing for nothing. */
async function askBatch(commands: Commands, questions: readonly Question[]): Promise<readonly unknown[] | undefined> {
  const input = textOf(questions.map(({ words }) => words));
  const { exitCode, stdout } = await commands.run('ip', ['-json', '-batch', '-'], { input });
  const lines = stdout.trimEnd().split('\n');
  if (exitCode !== 0 || lines.length !== questions.length) return undefined;
  const answers = questions.map(({ schema }, index) => readAnswer(lines[index] ?? '', schema));
  return answers.every(({ success }) => success) ? answers.map(({ output }) => output) : undefined;
}

/** Has ip(8) change something: `ip WORDS`. @returns whether it did. Throws AgentError. */
export type ChangeByIp = (words: readonly string[]) => Promise<boolean>;

/** Changes that do not depend on each other: one that fails keeps no other from being made (ip(8): -force). */
export function changeTogether(commands: Commands): ChangeByIp {
  return inOneTurn(async (changes: readonly (readonly string[])[]) => {
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
