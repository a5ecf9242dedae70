/** All the ways, in turn. */
import { execa } from 'execa';
import type { Loss, WayRuns } from '../results.ts';
import type { Tools } from '../tools.ts';
import { bridgeheadDhcp } from '../ways/bridgehead-dhcp.ts';
import { bridgeheadNetworkManager, bridgeheadNetworkManagerDhcp } from '../ways/bridgehead-network-manager.ts';
import { bridgehead } from '../ways/bridgehead.ts';
import { byHand } from '../ways/by-hand.ts';
import { ifupdown } from '../ways/ifupdown.ts';
import { networkManager } from '../ways/network-manager.ts';
import { networkScripts } from '../ways/network-scripts.ts';
import { networkd } from '../ways/networkd.ts';
import type { Way } from '../ways/way.ts';
import { measureWay } from './packets.ts';

const ways: readonly Way[] = [
  ...[byHand, bridgehead, bridgeheadDhcp, bridgeheadNetworkManager, bridgeheadNetworkManagerDhcp],
  ...[networkd, networkManager, ifupdown, networkScripts],
];

export const packagesOfWays = ways.flatMap(({ packages }) => packages);

export async function measureWays(rounds: number, tools: Tools): Promise<Record<string, WayRuns>> {
  const results: Record<string, WayRuns> = {};
  for (let round = 1; round <= rounds; round += 1)
    for (const way of ways) results[way.name] = await oneMore(way, tools, results[way.name] ?? []);
  return results;
}

/** Adds one more run; a way that has failed once is not tried again. */
async function oneMore(way: Way, tools: Tools, runs: WayRuns): Promise<WayRuns> {
  if (typeof runs === 'string') return runs;
  if (way.needs !== undefined && !(await isInstalled(way.needs))) return `${way.needs} is not installed`;
  try {
    const losses = await measureWay(way, tools);
    console.error(`${way.name}: ${losses.map(describe).join(', ')}`);
    return [...runs, losses];
  } catch (error) {
    console.error(`${way.name}: ${error instanceof Error ? error.message : String(error)}`);
    return 'it failed';
  }
}

function describe({ lost, longestGapMs }: Loss): string {
  return `lost ${lost}, longest gap ${longestGapMs.toFixed(1)} ms`;
}

async function isInstalled(program: string): Promise<boolean> {
  const { exitCode } = await execa('sh', ['-c', 'command -v "$1"', 'sh', program], { reject: false });
  return exitCode === 0;
}
