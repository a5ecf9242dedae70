/** What is asked at the same time is answered together. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/**
 * Collects the questions of one turn of the event loop. @param answerAll answers them in their order; its error, or that of one
 * answer, goes to those who asked.
 */
export function inOneTurn<Question, Answer>(
  answerAll: (questions: readonly Question[]) => Promise<readonly (Answer | Promise<Answer>)[]>,
): (question: Question) => Promise<Answer> {
  let turn:
    { readonly questions: Question[]; readonly answers: Promise<readonly (Answer | Promise<Answer>)[]> } | undefined;
  const begin = (): NonNullable<typeof turn> => {
    const questions: Question[] = [];
    const end = (): ReturnType<typeof answerAll> => {
      turn = undefined;
      return answerAll(questions);
    };
    return { questions, answers: turnOfTheLoop().then(end) };
  };
  return async (question) => {
    turn ??= begin();
    const { questions, answers } = turn;
    const index = questions.push(question) - 1;
    return (await answers)[index] as Answer;
  };
}
