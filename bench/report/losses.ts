/** What the runs say of each way to put an interface behind a bridge. */
import type { Loss, Results, WayRuns } from '../results.ts';
import { summarize, summarizeRatios, type Summary } from './statistics.ts';

/** In the order of the table. The first is the limit that the others are compared with. */
export const wayNames = [
  'byHand',
  'bridgehead',
  'bridgeheadDhcp',
  'bridgeheadNetworkManager',
  'bridgeheadNetworkManagerDhcp',
  'networkd',
  'networkManager',
  'ifupdown',
  'networkScripts',
] as const;
export type WayName = (typeof wayNames)[number];

export interface FamilyLosses {
  readonly lost: Summary;
  /** The longest time between two replies, in ms. */
  readonly outage: Summary;
  /** The outage beside the limit's of the same round. */
  readonly ratio: Summary;
}

export interface WayLosses {
  readonly way: WayName;
  /** IPv4 and IPv6, or why it was not measured. */
  readonly outcome: readonly [FamilyLosses, FamilyLosses] | string;
}

export function lossesOf(ways: NonNullable<Results['packets']>['ways']): readonly WayLosses[] {
  const limit = ways[wayNames[0]] ?? [];
  return wayNames.flatMap((way) => {
    const runs = ways[way];
    if (runs === undefined) return [];
    return [
      {
        way,
        outcome: typeof runs === 'string' ? runs : ([0, 1].map((family) => lossesIn(runs, limit, family)) as never),
      },
    ];
  });
}

/** Of packets sent every millisecond: none lost in the median, never more than one (README). */
export function keepsPromise(families: readonly FamilyLosses[]): boolean {
  return families.every(({ lost }) => lost.median === 0 && lost.max <= 1);
}

function lossesIn(runs: readonly (readonly Loss[])[], limit: WayRuns, family: number): FamilyLosses {
  const column = (list: WayRuns, key: keyof Loss): number[] =>
    typeof list === 'string' ? [] : list.map((run) => run[family]?.[key] ?? NaN);
  const outages = column(runs, 'longestGapMs');
  return {
    lost: summarize(column(runs, 'lost')),
    outage: summarize(outages),
    ratio: summarizeRatios(outages, column(limit, 'longestGapMs')),
  };
}
