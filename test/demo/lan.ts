/** The LAN's side of the story: a second machine pings the host every millisecond, in both families. */
import type { Laboratory } from '../lab/laboratory.ts';
import { silence, type PingCount } from '../lab/ping.ts';
import { expectThat, table } from './print.ts';

const families = [
  { name: 'IPv4', address: '192.0.2.10' },
  { name: 'IPv6', address: '2001:db8:1::10' },
] as const;

export interface Balance {
  readonly what: string;
  readonly counts: readonly PingCount[];
}

const balances: Balance[] = [];

/** Counts what is lost during `work`, and keeps the count for the end. */
export async function whileLanCounts<Result>(
  lab: Laboratory,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const pings = await Promise.all(families.map(({ address }) => lab.ping(address)));
  try {
    return await work();
  } finally {
    balances.push({ what, counts: await Promise.all(pings.map((ping) => ping.stop())) });
  }
}

/** Prints what the last change lost, and fails only if the host was silent. */
export function expectNoSilence(): void {
  const counts = balances.at(-1)?.counts ?? [];
  families.forEach(({ name }, index) => {
    const { sent = 0, lost = Infinity, longestLoss = Infinity, longestGapMs = Infinity } = counts[index] ?? {};
    const text = `${name}: ${lost} of ${sent} echo requests from the LAN lost, longest gap ${longestGapMs.toFixed(1)} ms`;
    expectThat(text, longestLoss < silence, `${longestLoss} of them in a row`);
  });
}

export function printBalances(): void {
  const head = ['while', ...families.flatMap(({ name }) => [`${name} sent`, 'lost', 'longest gap'])];
  const cells = ({ sent, lost, longestGapMs }: PingCount): string[] => [
    String(sent),
    String(lost),
    `${longestGapMs.toFixed(1)} ms`,
  ];
  table([head, ...balances.map(({ what, counts }) => [what, ...counts.flatMap(cells)])]);
}
