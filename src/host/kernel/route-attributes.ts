/** What a route tells those who send by it, such as TCP's first window (kernel: RTAX_INITCWND and the like). */

const numbers = [
  ...['mtu', 'window', 'ssthresh', 'cwnd', 'advmss', 'reordering', 'hoplimit', 'initcwnd', 'initrwnd', 'quickack'],
  'fastopen_no_cookie',
];
const milliseconds = ['rtt', 'rttvar', 'rto_min'];

/** As `ip -json route` prints it in `metrics`, in words of ip-route(8): `initcwnd 10`. What it does not know is left out. */
export function attributeWords(metrics: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(metrics).flatMap(([key, value]) => {
    if (numbers.includes(key) && typeof value === 'number') return [`${key} ${value}`];
    if (milliseconds.includes(key) && typeof value === 'number') return [`${key} ${value}ms`];
    if (key === 'congestion' && typeof value === 'string' && /^\w+$/.test(value)) return [`congctl ${value}`];
    return key === 'ecn' ? ['features ecn'] : [];
  });
}

/** Its realms, `FROM/TO` or `TO` (ip-route(8)), as `ip -json route` prints them in `flow`. */
export function realmWords({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): string[] {
  const words = [from, to].filter((realm) => realm !== undefined);
  return words.length > 0 && words.every((realm) => /^\w+$/.test(realm)) ? [`realm ${words.join('/')}`] : [];
}
