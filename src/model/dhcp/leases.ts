/** dhclient's file of leases: dhclient.leases(5). */

export interface Lease {
  readonly address: string;
  /** When it is to be renewed and when it ends, as in the file: each answer of the server changes them. */
  readonly times: string;
  /** As the server gave it, in seconds. */
  readonly seconds: number | undefined;
}

/** The lease that dhclient last got for the interface. */
export function lastLease(text: string, device: string): Lease | undefined {
  // Quotes within a value are escaped (dhcp-eval(5)); a line with a brace alone ends the lease.
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

/** The same leases for another interface; dhclient ignores those of other interfaces, by their name. */
export function leasesFor(text: string, from: string, to: string): string {
  return text.replaceAll(`interface "${from}";`, `interface "${to}";`);
}
