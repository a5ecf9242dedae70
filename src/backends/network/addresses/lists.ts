/** Lists of addresses: compared, and as a sentence has them. */
import { listOf } from '../../../contract/list-of.ts';
import type { CidrAddress } from '../../../model/addresses.ts';

/** The addresses that are not among `others`, the prefix included. */
export function withoutThese(addresses: readonly CidrAddress[], others: readonly CidrAddress[]): CidrAddress[] {
  return addresses.filter(({ address, prefix }) => {
    return !others.some((other) => other.address === address && other.prefix === prefix);
  });
}

/** At most four of them, in quotes, or `none`. */
export function listed(addresses: readonly CidrAddress[]): string {
  if (addresses.length === 0) return 'none';
  return listOf(
    addresses.map(({ address, prefix }) => `'${address}/${prefix}'`),
    { last: ', ' },
  );
}
