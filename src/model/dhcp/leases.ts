/** What dhclient remembers of its leases: dhclient.leases(5). */

/** A lease as far as it matters here. */
export interface Lease {
  readonly address: string;
  /** When it is to be renewed and when it ends, in the file's own words: each answer of the server brings others. */
  readonly times: string;
  /** Seconds that the server gave; undefined where it did not say. */
  readonly seconds: number | undefined;
}

/** The lease that dhclient got last for the interface; undefined where it has none. */
export function lastLease(text: string, device: string): Lease | undefined {
  // A value in quotes has its own quotes escaped (dhcp-eval(5)); a brace alone in a line ends the lease.
  const blocks = [...text.matchAll(/^lease \{\n([\s\S]*?)^\}/gm)].map((match) => match[1] ?? '');
  const block = blocks.findLast((one) => valueOf(one, 'interface') === `"${device}"`);
  const address = block && valueOf(block, 'fixed-address');
  if (block === undefined || address === undefined) return undefined;
  const seconds = Number(valueOf(block, 'option dhcp-lease-time'));
  const times = ['renew', 'rebind', 'expire'].map((key) => valueOf(block, key) ?? '').join(', ');
  return { address, times, seconds: Number.isFinite(seconds) ? seconds : undefined };
}

function valueOf(block: string, key: string): string | undefined {
  return new RegExp(`^\\s*${key} (.*?);`, 'm').exec(block)?.[1];
}

/** The same leases for another interface, those of third ones left out by dhclient itself, which goes by the name. */
export function leasesFor(text: string, from: string, to: string): string {
  return text.replaceAll(`interface "${from}";`, `interface "${to}";`);
}
