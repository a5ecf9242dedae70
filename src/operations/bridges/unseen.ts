/** What nobody can know after a change, because it could not be seen before it. Pure. */

import type { Answer, Answers } from '../../backends/witnesses.ts';

/** Who was to be asked before the change, and what came of it. */
export interface Asked {
  readonly device: string;
  readonly gateways: readonly string[];
  readonly probes: readonly string[];
  readonly answers: Answers;
  /** Whether frames get another greatest size, and whether somebody answered the greatest before. */
  readonly changesMtu: boolean;
  readonly fullSize: boolean;
}

/** @returns a sentence each; none where everybody who was asked answered. */
export function unseen({ device, gateways, probes, answers, changesMtu, fullSize }: Asked): readonly string[] {
  if (gateways.length + probes.length === 0) {
    return [
      `there is no gateway behind '${device}' and no machine was given in 'probe', so the change was judged by the kernel alone`,
    ];
  }
  const say = (what: string, address: string): string[] => {
    const why = reasons[answers.get(address) ?? 'no'];
    return why === undefined ? [] : [`${what} '${address}' ${why}`];
  };
  return [
    ...gateways.flatMap((gateway) => say('gateway', gateway)),
    ...probes.flatMap((machine) => say('machine', machine)),
    ...(changesMtu && !fullSize
      ? ['nobody answered packets of full size before the change, so it was not seen whether larger ones get through']
      : []),
  ];
}

const reasons: Readonly<Record<Answer, string | undefined>> = {
  yes: undefined,
  no: 'did not answer before the change, so it was not asked for afterwards',
  'not asked':
    'has a fixed neighbour entry and answers no echo request, so it was not asked, before the change or afterwards',
};
