/** IP addresses as callers give them: one form only, because `ip` reads 192.0.2.1/024 as /20 and 010.0.0.1 as 8.0.0.1. */

export interface CidrAddress {
  readonly family: 4 | 6;
  /** Canonical: lower case, compressed. */
  readonly address: string;
  readonly prefix: number;
}
