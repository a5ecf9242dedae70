/** dhclient's file of leases: dhclient.leases(5), and for IPv6 what it writes (ISC dhcp: write_client6_lease). */

export interface Lease {
  readonly address: string;
  /** When it is to be renewed and when it ends, as in the file: each answer of the server changes them. */
  readonly times: string;
  /** As the server gave it, in seconds. */
  readonly seconds: number | undefined;
}

/** How the file writes a lease of each family: its first line, and where its address, times and lifetime are. */
const forms = {
  4: { first: 'lease', address: /^\s*fixed-address (.*?);/m, seconds: 'option dhcp-lease-time', times: ['expire'] },
  6: { first: 'lease6', address: /^\s*iaaddr (\S+) \{/m, seconds: 'max-life', times: ['starts'] },
} as const;

/** The lease that dhclient last got for the interface; of IPv6, the first of its addresses. */
export function lastLease(text: string, device: string, family: 4 | 6 = 4): Lease | undefined {
  const form = forms[family];
  // Quotes within a value are escaped (dhcp-eval(5)); a line with a brace alone ends the lease.
  const whole = new RegExp(`^${form.first} \\{\\n([\\s\\S]*?)^\\}`, 'gm');
  const blocks = [...text.matchAll(whole)].map((match) => match[1] ?? '');
  const block = blocks.findLast((one) => valueOf(one, 'interface') === `"${device}"`);
  const address = block && form.address.exec(block)?.[1];
  if (block === undefined || address === undefined) return undefined;
  const seconds = Number(valueOf(block, form.seconds));
  const times = ['renew', 'rebind', ...form.times].map((key) => valueOf(block, key) ?? '').join(', ');
  return { address, times, seconds: Number.isFinite(seconds) ? seconds : undefined };
}

function valueOf(block: string, key: string): string | undefined {
  return new RegExp(`^\\s*${key} (.*?);`, 'm').exec(block)?.[1];
}

/** The same leases for another interface; dhclient ignores those of other interfaces, by their name. */
export function leasesFor(text: string, from: string, to: string): string {
  return text.replaceAll(`interface "${from}";`, `interface "${to}";`);
}
