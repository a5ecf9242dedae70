/** Calls to a daemon that runs, beside what has to be done anyway: a look at the links, and the same batch with as many syncs. */
import { Laboratory } from '../../test/lab/laboratory.ts';
import type { Counts, Sample } from '../results.ts';
import { serviceName, startDaemon, startService } from '../services.ts';
import { Stopwatch } from '../stopwatch.ts';
import type { Tools } from '../tools.ts';
import { createBatch, deleteBatch } from '../ways/by-hand.ts';

/** Milliseconds of one look at the links. */
export function lookAtLinks(stopwatch: Stopwatch): Promise<number> {
  return stopwatch.run(10, ['ip', '-j', '-d', 'link', 'show']);
}

/** The least that any call costs (D-Bus specification: standard interfaces). */
const ping = 'org.freedesktop.DBus.Peer.Ping';

/** Samples in each round. Before them, each call is made once and not measured. */
const repetitions = 3;

/** One round, on a fresh host, in ms. @param counts of CreateBridge and DeleteBridge. */
export async function measureCalls(tools: Tools, counts: Readonly<Record<string, Counts>>): Promise<readonly Sample[]> {
  const lab = await Laboratory.start();
  try {
    const stopwatch = new Stopwatch(lab, tools);
    await startDaemon(lab, stopwatch, tools);
    await startService(lab, stopwatch, tools);
    await measureOnce(stopwatch, counts);
    const samples: Sample[] = [];
    for (let time = 0; time < repetitions; time += 1) samples.push(await measureOnce(stopwatch, counts));
    return samples;
  } finally {
    await lab.stop();
  }
}

async function measureOnce(stopwatch: Stopwatch, counts: Readonly<Record<string, Counts>>): Promise<Sample> {
  return {
    CreateBridge: await stopwatch.call('CreateBridge', 'br0', 'eth0', '-'),
    ip: await lookAtLinks(stopwatch),
    Ping: await stopwatch.call(ping),
    servicePing: await stopwatch.callService(serviceName, ping),
    ListBridges: await stopwatch.call('ListBridges'),
    Verify: await stopwatch.call('Verify', 'br0', '-'),
    service: await stopwatch.callService(serviceName, 'ListBridges'),
    DeleteBridge: await stopwatch.call('DeleteBridge', 'br0', '-'),
    createByHand: await stopwatch.batch(counts.CreateBridge?.syncs ?? 0, createBatch),
    deleteByHand: await stopwatch.batch(counts.DeleteBridge?.syncs ?? 0, deleteBatch),
  };
}
