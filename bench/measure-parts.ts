/** The parts, one after the other. In each, what is compared takes turns, so that other load on the machine affects all of it. */
import { describeMachine, versionsOf } from './machine.ts';
import { otherLoad } from './other-load.ts';
import { measureCalls } from './parts/calls.ts';
import { countCalls } from './parts/counts.ts';
import { measurePorts } from './parts/ports.ts';
import { measureStart } from './parts/start.ts';
import { measureWays, packagesOfWays } from './parts/ways.ts';
import type { Circumstances, PartName, Results, Sample } from './results.ts';
import { withTools, type Tools } from './tools.ts';

/** Programs that all parts but the packets are measured with. */
const packages = ['iproute2', 'dbus-daemon', 'libsystemd0'];

export function measureParts(parts: readonly PartName[], rounds: number): Promise<Results> {
  return withTools(async (tools) => {
    let results: Results = {};
    let before = await otherLoad();
    for (const part of parts) {
      console.error(`measuring ${part}`);
      const measured = await measurePart(part, rounds, tools);
      const after = await otherLoad();
      const circumstances = await circumstancesOf(part, rounds, Math.max(before, after));
      results = { ...results, [part]: { ...circumstances, ...measured } };
      before = after;
    }
    return results;
  });
}

async function measurePart(part: PartName, rounds: number, tools: Tools): Promise<object> {
  if (part === 'packets') return { ways: await measureWays(rounds, tools) };
  if (part === 'start') return { samples: await inRounds(rounds, () => measureStart(tools)) };
  if (part === 'ports') return { samples: await inRounds(rounds, () => measurePorts(tools)) };
  const counts = await countCalls(tools);
  return { samples: await inRounds(rounds, () => measureCalls(tools, counts)), counts };
}

async function inRounds(rounds: number, measure: () => Promise<readonly Sample[]>): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`round ${round} of ${rounds}`);
    samples.push(...(await measure()).map(roundedToMicroseconds));
  }
  return samples;
}

function roundedToMicroseconds(sample: Sample): Sample {
  return Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, Math.round(value * 1000) / 1000]));
}

async function circumstancesOf(part: PartName, rounds: number, load: number): Promise<Circumstances> {
  const versions = await versionsOf(part === 'packets' ? packagesOfWays : packages);
  return {
    date: new Date().toISOString().slice(0, 10),
    rounds,
    otherLoad: Math.round(load * 100) / 100,
    machine: describeMachine(),
    versions: { Node: process.versions.node, ...versions },
  };
}
