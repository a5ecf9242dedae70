/** Packets that the LAN loses while a live interface goes behind a bridge, in several ways. */
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../test/lab/eventually.ts';
import { Laboratory } from '../../test/lab/laboratory.ts';
import type { Loss } from '../results.ts';
import type { Tools } from '../tools.ts';
import type { Way } from '../ways/way.ts';

const addresses = ['192.0.2.10', '2001:db8:1::10'] as const;

/** Milliseconds to go on counting once the host answers again, because some ways are still at work. */
const aftermathMs = 1500;

/**
 * One run of one way, on a fresh host.
 * @returns what was lost in IPv4 and in IPv6. Throws if the host does not answer behind br0 in the end.
 */
export async function measureWay(way: Way, tools: Tools): Promise<readonly Loss[]> {
  const lab = await Laboratory.start();
  try {
    await way.prepare(lab, tools);
    const pings = await Promise.all(addresses.map((address) => lab.ping(address)));
    await way.change(lab);
    await eventually('the host is behind br0 and answers', () => isBehindBridge(lab));
    await delay(aftermathMs);
    const counts = await Promise.all(pings.map((ping) => ping.stop()));
    return counts.map(({ lost, longestGapMs }) => ({ lost, longestGapMs }));
  } finally {
    await lab.stop();
  }
}

async function isBehindBridge(lab: Laboratory): Promise<boolean> {
  const { stdout } = await lab.host(['ls', '/sys/class/net/br0/brif']);
  if (!stdout.includes('eth0')) return false;
  const answers = addresses.map((address) => lab.machine(['ping', '-c', '1', '-W', '0.2', address]));
  return (await Promise.all(answers)).every(({ exitCode }) => exitCode === 0);
}
