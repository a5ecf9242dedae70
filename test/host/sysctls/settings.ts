/** Settings of the host's kernel, as sysctl(8) names them. */
import type { Bench } from '../bridges/bench.ts';

export async function settingOf(bench: Bench, name: string): Promise<string> {
  return (await bench.lab.hostOk(['sysctl', '-n', name])).stdout.trim();
}

export async function set(bench: Bench, name: string, value: string): Promise<void> {
  await bench.lab.hostOk(['sysctl', '-q', '-w', `${name}=${value}`]);
}
