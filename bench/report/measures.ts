/** What is measured beside a reference, and the goal of each ratio. */
import type { Counts, Results, Sample } from '../results.ts';
import { summarize, summarizeRatios, type Summary } from './statistics.ts';

/** The last is the most that a bridge can have (Linux: BR_MAX_PORTS). */
export const portCounts = [1, 10, 100, 1023] as const;

export interface Measure {
  readonly name: MeasureName;
  readonly part: 'start' | 'calls' | 'ports';
  /** The values in the samples. */
  readonly series: string;
  readonly reference: ReferenceName;
  /** The reference's values, if they have another name. */
  readonly referenceSeries?: string;
  readonly unit: 'ms' | 'MiB';
  /** What the median ratio may be, and the median itself. */
  readonly goal?: { readonly ratio: number; readonly ms?: number };
  /** The values of the service in C. */
  readonly service?: string;
  /** How many ports the bridge has. */
  readonly ports?: number;
}

export type MeasureName =
  | 'start'
  | 'firstReply'
  | 'firstChange'
  | 'memory'
  | 'Ping'
  | 'ListBridges'
  | 'Verify'
  | 'CreateBridge'
  | 'DeleteBridge';
export type ReferenceName = 'node' | 'nodeMemory' | 'ip' | 'createByHand' | 'deleteByHand';

const start = { part: 'start', series: 'daemon', reference: 'node', unit: 'ms' } as const;
const calls = { part: 'calls', unit: 'ms' } as const;
const many = 1023;

export const measures: readonly Measure[] = [
  { ...start, name: 'start', goal: { ratio: 3 }, service: 'service' },
  { ...start, name: 'firstReply', series: 'firstReply' },
  { ...start, name: 'firstChange', series: 'firstChange' },
  {
    ...start,
    name: 'memory',
    series: 'daemonMemory',
    reference: 'nodeMemory',
    unit: 'MiB',
    goal: { ratio: 1.5 },
    service: 'serviceMemory',
  },
  { ...calls, name: 'Ping', series: 'Ping', reference: 'ip', service: 'servicePing' },
  { ...calls, name: 'ListBridges', series: 'ListBridges', reference: 'ip', goal: { ratio: 4 }, service: 'service' },
  { ...calls, name: 'Verify', series: 'Verify', reference: 'ip', goal: { ratio: 6 } },
  ...(['Create', 'Delete'] as const).map((what) => ({
    ...calls,
    name: `${what}Bridge` as const,
    series: `${what}Bridge`,
    reference: what === 'Create' ? ('createByHand' as const) : ('deleteByHand' as const),
    goal: { ratio: 3, ms: 300 },
  })),
  ...portCounts.map((ports) => ({
    name: 'Verify' as const,
    part: 'ports' as const,
    series: `verify${ports}`,
    reference: 'ip' as const,
    referenceSeries: `ip${ports}`,
    unit: 'ms' as const,
    ports,
    ...(ports === many ? { goal: { ratio: 3 } } : {}),
  })),
];

/** What the runs say of one measure. */
export interface Outcome extends Measure {
  readonly value: Summary;
  readonly referenceValue: Summary;
  readonly ratio: Summary;
  /** Undefined without a goal. */
  readonly met: boolean | undefined;
  readonly serviceValue: Summary | undefined;
  readonly counts: Counts | undefined;
}

/** In the order of the table; what was not measured is left out. */
export function outcomesOf(results: Results): readonly Outcome[] {
  return measures.flatMap((measure) => {
    const samples = results[measure.part]?.samples ?? [];
    const counts = measure.part === 'calls' ? results.calls?.counts[measure.name] : undefined;
    const isMeasured = samples.some((sample) => sample[measure.series] !== undefined);
    return isMeasured ? [outcomeOf(measure, samples, counts)] : [];
  });
}

function outcomeOf(measure: Measure, samples: readonly Sample[], counts: Counts | undefined): Outcome {
  const column = (name: string): number[] => samples.map((sample) => sample[name] ?? NaN);
  const values = column(measure.series);
  const references = column(measure.referenceSeries ?? measure.reference);
  const value = summarize(values);
  const ratio = summarizeRatios(values, references);
  return {
    ...measure,
    value,
    referenceValue: summarize(references),
    ratio,
    met: measure.goal && ratio.median <= measure.goal.ratio && value.median <= (measure.goal.ms ?? Infinity),
    serviceValue: measure.service === undefined ? undefined : summarize(column(measure.service)),
    counts,
  };
}
