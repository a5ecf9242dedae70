/** The services that the benchmark starts and stops on the laboratory's host. */
import { busName } from '../src/contract/names.ts';
import { eventually } from '../test/lab/eventually.ts';
import type { Laboratory } from '../test/lab/laboratory.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Started } from './stopwatch.ts';
import type { Tools } from './tools.ts';

/** The name of the service in C. */
export const serviceName = 'io.bridgehead.BenchmarkService';

const servicePolicy = `<busconfig><policy context="default">
<allow own="${serviceName}"/><allow send_destination="${serviceName}"/>
</policy></busconfig>
`;

/** The words that start the daemon in this laboratory, as installed. */
export function daemonCommand(lab: Laboratory, { daemon }: Tools): string[] {
  return [...daemon.command, '--root', lab.root];
}

export function startDaemon(lab: Laboratory, stopwatch: Stopwatch, tools: Tools): Promise<Started> {
  return stopwatch.start(busName, daemonCommand(lab, tools));
}

/** The bus lets it have its name once it has read the policy. */
export async function startService(lab: Laboratory, stopwatch: Stopwatch, { native }: Tools): Promise<Started> {
  const write = 'cat >/etc/dbus-1/system.d/benchmark.conf';
  await lab.hostOk(['sh', '-c', write], { input: servicePolicy });
  const bus = 'org.freedesktop.DBus';
  await lab.hostOk(['busctl', '--system', 'call', bus, '/org/freedesktop/DBus', bus, 'ReloadConfig']);
  return stopwatch.start(serviceName, [native.service, serviceName]);
}

export async function stop(lab: Laboratory, { pid }: Started): Promise<void> {
  await lab.hostOk(['kill', String(pid)]);
  const ended = async () => (await lab.host(['kill', '-0', String(pid)])).exitCode !== 0;
  await eventually(`process ${pid} has ended`, ended);
}

/** Resident mebibytes (proc(5): VmRSS). */
export async function memoryOf(lab: Laboratory, pid: number): Promise<number> {
  const { stdout } = await lab.hostOk(['cat', `/proc/${pid}/status`]);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(stdout)?.[1]) / 1024;
}
