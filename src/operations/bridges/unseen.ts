/** What nobody can know after a change, because it could not be seen before it. Pure. */

/** Who was asked before the change, and who answered. */
export interface Asked {
  readonly device: string;
  readonly gateways: readonly string[];
  readonly probes: readonly string[];
  readonly answered: readonly string[];
  /** Whether frames get another greatest size, and whether somebody answered the greatest before. */
  readonly changesMtu: boolean;
  readonly fullSize: boolean;
}

/** @returns a sentence each; none where everybody who was asked answered. */
export function unseen({ device, gateways, probes, answered, changesMtu, fullSize }: Asked): readonly string[] {
  if (gateways.length + probes.length === 0) {
    return [
      `there is no gateway behind '${device}' and no machine was given in 'probe', so the change was judged by the kernel alone`,
    ];
  }
  const silent = (addresses: readonly string[]): string[] =>
    addresses.filter((address) => !answered.includes(address)).map((address) => `'${address}'`);
  return [
    ...silent(gateways).map((gateway) => `gateway ${gateway} ${lostAnyway}`),
    ...silent(probes).map((machine) => `machine ${machine} ${lostAnyway}`),
    ...(changesMtu && !fullSize
      ? ['nobody answered packets of full size before the change, so it was not seen whether larger ones get through']
      : []),
  ];
}

const lostAnyway = 'did not answer before the change, so it was not asked for afterwards';
