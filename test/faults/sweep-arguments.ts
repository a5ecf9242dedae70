/** The arguments of `npm run test:faults`. */
import { parseArgs } from 'node:util';

export interface SweepArguments {
  /** Only faults whose names begin with these words: `CreateBridge rename`. */
  readonly only: readonly string[];
  /** Points of each kind; all if left out. */
  readonly points: number | undefined;
  /** Laboratories at work at the same time. */
  readonly workers: number;
}

export function readArguments(words: readonly string[]): SweepArguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      points: { type: 'string' },
      workers: { type: 'string', default: '2' },
    },
  });
  return {
    only: values.only,
    points: values.points === undefined ? undefined : Number(values.points),
    workers: Number(values.workers),
  };
}
