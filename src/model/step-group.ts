/** Steps that belong together, some before and some after the host's links change. */
import type { Plan, Step } from './plan.ts';

export interface StepGroup {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
  /** What the change leaves as it is, or cannot keep: a sentence each, for the caller. */
  readonly warnings?: readonly string[];
}

export const nothing: StepGroup = { before: [], after: [] };

/** The first part is the outermost: what it does before comes first, and what it does after comes last. */
export function nest(parts: readonly StepGroup[], core: readonly Step[]): Plan {
  return [...parts.flatMap(({ before }) => before), ...core, ...parts.toReversed().flatMap(({ after }) => after)];
}

/** What all of them have to say, once each, in their order. */
export function warningsOf(groups: readonly StepGroup[]): readonly string[] {
  return [...new Set(groups.flatMap(({ warnings = [] }) => warnings))];
}
