/** What `npm run test:faults -- WORDS` takes. */
import { parseArgs } from 'node:util';

export interface SweepArguments {
  /** Only faults whose name begins so, word by word: `CreateBridge rename`. */
  readonly only: readonly string[];
  /** How many points of each kind; all if left out. */
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
