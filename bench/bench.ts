/** Measures the ways in turn, one run of each per round, so that other load on the machine affects them all. */
import { execa } from 'execa';
import type { PingCount } from '../test/lab/ping.ts';
import { measure } from './measure.ts';
import { report, type Runs } from './report.ts';
import { bridgeheadDhcp } from './ways/bridgehead-dhcp.ts';
import { bridgehead } from './ways/bridgehead.ts';
import { byHand } from './ways/by-hand.ts';
import { ifupdown } from './ways/ifupdown.ts';
import { networkManager } from './ways/network-manager.ts';
import { networkd } from './ways/networkd.ts';
import type { Way } from './ways/way.ts';

const ways = [byHand, bridgehead, bridgeheadDhcp, networkd, networkManager, ifupdown];
const rounds = Number(process.argv[2] ?? 5);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('usage: bench.ts [RUNS]');

console.log(`An interface with static addresses goes behind a bridge while a machine on the LAN sends the host ICMP echo requests
every millisecond, over IPv4 and IPv6; ${rounds} runs of each way, in turn, each on a fresh host.\n`);

const results = new Map<string, Runs>();
for (let round = 1; round <= rounds; round += 1)
  for (const way of ways) results.set(way.name, await oneMore(way, results.get(way.name) ?? []));

console.log(report(results, byHand.name));

/** Adds one more run; a way that has failed once is not tried again. */
async function oneMore(way: Way, runs: Runs): Promise<Runs> {
  if (typeof runs === 'string') return runs;
  if (way.needs !== undefined && !(await isInstalled(way.needs))) return `${way.needs} is not installed`;
  try {
    const counts = await measure(way);
    console.error(`${way.name}: ${counts.map(describe).join(', ')}`);
    return [...runs, counts];
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function describe({ lost, longestGapMs }: PingCount): string {
  return `lost ${lost}, longest gap ${longestGapMs.toFixed(1)} ms`;
}

async function isInstalled(program: string): Promise<boolean> {
  const { exitCode } = await execa('sh', ['-c', 'command -v "$1"', 'sh', program], { reject: false });
  return exitCode === 0;
}
