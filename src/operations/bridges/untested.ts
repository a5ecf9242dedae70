/** Warnings about what could not be checked, because it did not answer before the change either. */

import type { Answer, Answers } from '../../backends/connectivity/read.ts';

/** Who was to be asked before the change, and what came of it. */
export interface Asked {
  readonly device: string;
  readonly gateways: readonly string[];
  readonly probes: readonly string[];
  readonly answers: Answers;
  /** Whether the MTU changes, and whether full-size packets were answered before. */
  readonly changesMtu: boolean;
  readonly fullSize: boolean;
}

/** @returns a sentence each; none where all that were asked answered. */
export function untested({ device, gateways, probes, answers, changesMtu, fullSize }: Asked): readonly string[] {
  if (gateways.length + probes.length === 0) {
    return [`'${device}' has no gateway and 'probe' names no machine, so only the kernel's state was checked`];
  }
  const say = (what: string, address: string): string[] => {
    const why = reasons[answers.get(address) ?? 'no'];
    return why === undefined ? [] : [`${what} '${address}' ${why}`];
  };
  return [
    ...gateways.flatMap((gateway) => say('gateway', gateway)),
    ...probes.flatMap((machine) => say('machine', machine)),
    ...(changesMtu && !fullSize
      ? [
          'nothing answered full-size packets before the change, so it was not checked whether larger packets get through',
        ]
      : []),
  ];
}

const reasons: Readonly<Record<Answer, string | undefined>> = {
  yes: undefined,
  no: 'did not answer before the change, so it was not checked afterwards',
  'not asked': 'has a fixed neighbour entry and does not answer echo requests, so it was not checked',
};
