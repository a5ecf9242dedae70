/** Verify of a bridge with many ports, beside one look at the links of that host. */
import { Laboratory } from '../../test/lab/laboratory.ts';
import { portCounts } from '../report/measures.ts';
import type { Sample } from '../results.ts';
import { startDaemon } from '../services.ts';
import { Stopwatch } from '../stopwatch.ts';
import type { Tools } from '../tools.ts';
import { lookAtLinks } from './calls.ts';

/** One round, on a fresh host, in ms: `ip1` and `verify1` for one port, and so on. */
export async function measurePorts(tools: Tools): Promise<readonly Sample[]> {
  const lab = await Laboratory.start();
  try {
    const stopwatch = new Stopwatch(lab, tools);
    await startDaemon(lab, stopwatch, tools);
    await stopwatch.call('CreateBridge', 'br0', 'eth0', '-');
    await stopwatch.call('Verify', 'br0', '-');
    const sample: Record<string, number> = {};
    let ports = 1;
    for (const count of portCounts) {
      await addTaps(lab, ports, count);
      ports = count;
      sample[`ip${count}`] = await lookAtLinks(stopwatch);
      sample[`verify${count}`] = await stopwatch.call('Verify', 'br0', '-');
    }
    return [sample];
  } finally {
    await lab.stop();
  }
}

/** Guests' interfaces as libvirt makes them. */
async function addTaps(lab: Laboratory, from: number, to: number): Promise<void> {
  const names = Array.from({ length: to - from }, (_, index) => `vnet${from + index - 1}`);
  const lines = names.flatMap((name) => [`tuntap add dev ${name} mode tap`, `link set dev ${name} master br0 up`]);
  if (lines.length > 0) await lab.hostOk(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
