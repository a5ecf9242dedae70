/** Steps that belong together, some before and some after the host's links change. */
import type { FileStep, Plan, Step } from './plan.ts';

export interface StepGroup {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
  /** What the change leaves as it is, or cannot keep: a sentence each, for the caller. */
  readonly warnings?: readonly string[];
}

export const nothing: StepGroup = { before: [], after: [] };

/** The first part is the outermost: what it does before comes first, and what it does after comes last. */
export function nest(parts: readonly StepGroup[], core: readonly Step[]): Plan {
  const before = parts.flatMap((part) => part.before);
  const after = parts.toReversed().flatMap((part) => part.after);
  return [...writeOnce(before), ...core, ...writeOnce(after)];
}

/**
 * Several parts may write to the same file. It is written once, with all of it: an undo knows a file as it was and as it became,
 * and one that was cut off between two writes would leave a third text, which it would take for another program's.
 */
function writeOnce(steps: readonly Step[]): readonly Step[] {
  return steps.reduce<readonly Step[]>((done, step) => {
    if (step.kind !== 'file') return [...done, step];
    const place = done.findIndex((one) => one.kind === 'file' && one.path === step.path);
    const first = done[place];
    return first?.kind === 'file' ? done.with(place, joined(first, step)) : [...done, step];
  }, []);
}

function joined(first: FileStep, second: FileStep): FileStep {
  const title = first.title === second.title ? first.title : `${first.title}, and ${second.title}`;
  return { ...second, ...first, title, after: second.after, mode: first.mode & second.mode };
}

/** Plans the groups that follow `first`. `plan` is told what is done before the links change by all groups planned so far. */
export function planInTurn<Item>(
  first: StepGroup,
  items: readonly Item[],
  plan: (item: Item, earlier: readonly Step[]) => StepGroup,
): readonly StepGroup[] {
  return items.reduce<readonly StepGroup[]>((groups, item) => {
    const earlier = [first, ...groups].flatMap(({ before }) => before);
    return [...groups, plan(item, earlier)];
  }, []);
}

/** What all of them have to say, once each, in their order. */
export function warningsOf(groups: readonly StepGroup[]): readonly string[] {
  return [...new Set(groups.flatMap(({ warnings = [] }) => warnings))];
}
