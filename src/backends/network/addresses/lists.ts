/** Lists of addresses: compared, and as a sentence has them. */
import { listOf } from '../../../contract/list-of.ts';
import type { CidrAddress } from '../../../model/addresses.ts';

/** The addresses that are not among `others`, the prefix included. A host may have thousands of them. */
export function withoutThese(addresses: readonly CidrAddress[], others: readonly CidrAddress[]): CidrAddress[] {
  const known = new Set(others.map(textOf));
  return addresses.filter((one) => !known.has(textOf(one)));
}

/** At most four of them, in quotes, or `none`. */
export function listed(addresses: readonly CidrAddress[]): string {
  if (addresses.length === 0) return 'none';
  return listOf(
    addresses.map((one) => `'${textOf(one)}'`),
    { last: ', ' },
  );
}

function textOf({ address, prefix }: CidrAddress): string {
  return `${address}/${prefix}`;
}
