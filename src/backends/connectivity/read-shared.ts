/** One question to a machine on the link for all who ask at about the same time. */
import type { Answer } from '../../host/kernel/neighbour-probe.ts';

/** Milliseconds. A no takes as long to find out, and is asked again at once: the fault may just have been repaired. */
const lasting = 3000;

type Question = (address: string, device: string) => Promise<Answer>;

/** @param question is asked once for all who wait; a yes counts for some seconds more. @param now a clock that is never put back. */
export function shareAnswers(question: Question, now: () => number = () => performance.now()): Question {
  const asked = new Map<string, { readonly answer: Promise<Answer>; until: number }>();
  return (address, device) => {
    for (const [key, { until }] of asked) if (until <= now()) asked.delete(key);
    const key = `${address} ${device}`;
    const known = asked.get(key);
    if (known !== undefined) return known.answer;
    const one = { answer: question(address, device), until: Infinity };
    asked.set(key, one);
    one.answer.then(
      (answer) => (one.until = answer === 'yes' ? now() + lasting : 0),
      () => (one.until = 0),
    );
    return one.answer;
  };
}
