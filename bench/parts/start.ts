/** From nothing to the name on the bus, and the memory that remains in use, beside Node itself and a service in C. */
import { eventually } from '../../test/lab/eventually.ts';
import { Laboratory } from '../../test/lab/laboratory.ts';
import type { Sample } from '../results.ts';
import { memoryOf, serviceName, startDaemon, startService, stop } from '../services.ts';
import { Stopwatch } from '../stopwatch.ts';
import type { Tools } from '../tools.ts';

/** Says when it has started, and stays. */
const bareNode = "require('node:fs').writeSync(1, 'ready'); setInterval(() => {}, 1e9)";

/** Bridges that are created and deleted before the daemon's memory is looked at. */
const bridges = 3;

/** One round, on a fresh host: start in ms, memory in MiB. */
export async function measureStart(tools: Tools): Promise<readonly Sample[]> {
  const lab = await Laboratory.start();
  try {
    const stopwatch = new Stopwatch(lab, tools);
    const node = await stopwatch.run(3, [process.execPath, '-e', '0']);
    const nodeMemory = await memoryOfBareNode(lab);
    return [
      {
        node,
        nodeMemory,
        ...(await measureDaemon(lab, stopwatch, tools)),
        ...(await measureService(lab, stopwatch, tools)),
      },
    ];
  } finally {
    await lab.stop();
  }
}

async function memoryOfBareNode(lab: Laboratory): Promise<number> {
  const node = await lab.spawn('console', ['sh', '-c', `echo $$; exec ${process.execPath} -e "$1"`, 'sh', bareNode]);
  await eventually('node has started', () => node.log().includes('ready'));
  const memory = await memoryOf(lab, Number.parseInt(node.log(), 10));
  await node.stop();
  return memory;
}

async function measureDaemon(lab: Laboratory, stopwatch: Stopwatch, tools: Tools): Promise<Sample> {
  const daemon = await startDaemon(lab, stopwatch, tools);
  const firstReply = daemon.ms + (await stopwatch.call('ListBridges'));
  for (let bridge = 0; bridge < bridges; bridge += 1) {
    await stopwatch.call('CreateBridge', 'br0', 'eth0', '-');
    await stopwatch.call('DeleteBridge', 'br0', '-');
  }
  const daemonMemory = await memoryOf(lab, daemon.pid);
  await stop(lab, daemon);
  return { daemon: daemon.ms, firstReply, firstChange: await measureFirstChange(lab, stopwatch, tools), daemonMemory };
}

async function measureFirstChange(lab: Laboratory, stopwatch: Stopwatch, tools: Tools): Promise<number> {
  const daemon = await startDaemon(lab, stopwatch, tools);
  const ms = daemon.ms + (await stopwatch.call('CreateBridge', 'br0', 'eth0', '-'));
  await stop(lab, daemon);
  return ms;
}

async function measureService(lab: Laboratory, stopwatch: Stopwatch, tools: Tools): Promise<Sample> {
  const service = await startService(lab, stopwatch, tools);
  await stopwatch.callService(serviceName, 'ListBridges');
  const serviceMemory = await memoryOf(lab, service.pid);
  await stop(lab, service);
  return { service: service.ms, serviceMemory };
}
