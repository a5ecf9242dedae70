/** A plan, step by step. */
import type { PlannedStep } from '../replies.ts';
import { paintDiff } from '../terminal/paint.ts';
import { safeLine, safeText } from '../terminal/safe.ts';
import type { Screen } from '../terminal/screen.ts';

/** Each step's title and below it what will be done, indented so that the steps stand out. */
export function planLines(plan: readonly PlannedStep[], { paint }: Screen): string[] {
  return plan.flatMap(({ title, preview }, index) => {
    const heading = paint('bold', `${index + 1}. ${safeLine(title)}`);
    const body = paintDiff(safeText(preview).trimEnd(), paint).split('\n');
    const shown = body.length === 1 && body[0] === '' ? [] : body.map((line) => `   ${line}`.trimEnd());
    return [...(index === 0 ? [] : ['']), heading, ...shown];
  });
}
