/** What was measured, run by run: the file from which the tables and pictures are made. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const partNames = ['packets', 'start', 'calls', 'ports'] as const;
export type PartName = (typeof partNames)[number];

/** What one run of a way lost in one family. */
export interface Loss {
  readonly lost: number;
  readonly longestGapMs: number;
}

/** The runs of one way, each with its loss in IPv4 and in IPv6, or the reason why there are none. */
export type WayRuns = readonly (readonly Loss[])[] | string;

/** What was measured next to each other, so that other load on the machine changed all of it: milliseconds or mebibytes. */
export type Sample = Readonly<Record<string, number>>;

/** What a call costs beside time. */
export interface Counts {
  readonly programs: number;
  readonly syncs: number;
}

/** When and where a part was measured. */
export interface Circumstances {
  /** The day, as 2026-11-30. */
  readonly date: string;
  readonly rounds: number;
  /** How much of the processors others used before and after, from 0 to 1. */
  readonly otherLoad: number;
  readonly machine: string;
  /** Programs and their versions. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface Results {
  readonly packets?: Circumstances & { readonly ways: Readonly<Record<string, WayRuns>> };
  readonly start?: Circumstances & { readonly samples: readonly Sample[] };
  readonly calls?: Circumstances & {
    readonly samples: readonly Sample[];
    readonly counts: Readonly<Record<string, Counts>>;
  };
  readonly ports?: Circumstances & { readonly samples: readonly Sample[] };
}

export const resultsPath = join(import.meta.dirname, 'results.json');

export async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(resultsPath, 'utf8')) as Results;
}

export async function writeResults(results: Results): Promise<void> {
  await writeFile(resultsPath, `${inLines(results)}\n`);
}

/** JSON with a line for each run. */
function inLines(results: Results): string {
  return JSON.stringify(results, null, 1).replace(/[[{][^[\]{}]*[\]}]/g, (run) => run.replace(/\s+/g, ' '));
}
