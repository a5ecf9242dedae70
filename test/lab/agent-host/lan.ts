/** How the LAN sees a change. */
import assert from 'node:assert/strict';
import { eventually } from '../eventually.ts';
import type { Laboratory } from '../laboratory.ts';
import { silence, type PingCount } from '../ping.ts';

/** One per family. */
export const hostAddresses = ['192.0.2.10', '2001:db8:1::10'] as const;

/** Pings both addresses of the host every millisecond while the work is done. */
export async function whileLanPings(lab: Laboratory, work: () => Promise<unknown>): Promise<readonly PingCount[]> {
  const pings = await Promise.all(hostAddresses.map((address) => lab.ping(address)));
  await work();
  return Promise.all(pings.map((ping) => ping.stop()));
}

/** The host was reachable throughout, in both families; see `silence`. */
export function expectNoSilence(counts: readonly PingCount[]): void {
  counts.forEach((count, index) => {
    assert.ok(
      count.received > 0 && count.longestLoss < silence,
      `${hostAddresses[index] ?? ''}: ${JSON.stringify(count)}`,
    );
  });
}

/** Throws unless the address eventually answers the second machine. */
export async function expectAnswer(lab: Laboratory, address: string): Promise<void> {
  await eventually(`${address} answers`, () => answersLan(lab, address));
}

/** Whether the address answers the second machine within half a second. */
export async function answersLan(lab: Laboratory, address: string): Promise<boolean> {
  return (await lab.machine(['ping', '-c', '1', '-W', '0.5', address])).exitCode === 0;
}
