/** A fault to try on a host, and the choice among many. */
import type { Stand, StandOptions } from './stand.ts';
import type { Operation } from './faults.ts';
import type { Verdict } from './verdict.ts';

export interface Trial {
  /** For `--only`. */
  readonly name: string;
  /** Its line in the report. */
  readonly kind: string;
  /** Throws if the host cannot be brought to the start. */
  readonly run: (stand: Stand) => Promise<Verdict>;
}

/** Faults that can be tried on the same host, one after another. */
export interface Course {
  readonly stand: StandOptions;
  readonly trials: readonly Trial[];
}

/** How a course is planned. */
export interface Sort {
  readonly stand: StandOptions;
  /** Each of its trials' names begins with one of these. */
  readonly begins: readonly string[];
  /** Leaves the stand in one of its two states. */
  readonly plan: (stand: Stand, operation: Operation) => Promise<readonly Trial[]>;
}

/** Whether a name that begins so may have been requested. */
export function mayBeWanted(begins: readonly string[], only: readonly string[]): boolean {
  return (
    only.length === 0 || only.some((words) => begins.some((own) => words.startsWith(own) || own.startsWith(words)))
  );
}

/** Whether it was requested, by its whole name or by its first words. */
export function isWanted({ name }: Trial, only: readonly string[]): boolean {
  return (
    only.length === 0 ||
    only.some((words) => name === words || name.startsWith(`${words} `) || name.startsWith(`${words}:`))
  );
}

/** `points` of each kind and operation, as far apart as possible, or all if there are fewer. */
export function spread(trials: readonly Trial[], points: number): readonly Trial[] {
  return groups(trials, ({ name, kind }) => `${name.split(' ')[0] ?? ''} ${kind}`).flatMap((group) =>
    pick(group, points),
  );
}

/** One of each kind: alternately near the beginning, in the middle and near the end of the call. */
export function representatives(trials: readonly Trial[], kindOf: (trial: Trial) => string): readonly Trial[] {
  const places = [0.5, 0.85, 0.1, 0.7, 0.3, 0.8, 0.6];
  return groups(trials, kindOf).flatMap((group, index) => {
    const place = places[index % places.length] ?? 0;
    return group.slice(Math.floor(place * group.length)).slice(0, 1);
  });
}

/** Takes from each list in turn, so that each fault begins where the one before ended. */
export function interleave<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

function groups(trials: readonly Trial[], keyOf: (trial: Trial) => string): readonly (readonly Trial[])[] {
  const keys = [...new Set(trials.map(keyOf))];
  return keys.map((key) => trials.filter((trial) => keyOf(trial) === key));
}

function pick<Item>(items: readonly Item[], points: number): readonly Item[] {
  if (items.length <= points) return items;
  const step = (items.length - 1) / Math.max(1, points - 1);
  const indices = Array.from({ length: points }, (_, index) => Math.round(index * step));
  return items.filter((_, index) => indices.includes(index));
}
