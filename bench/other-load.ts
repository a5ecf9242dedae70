/** How busy others keep the machine, so that a result says whether it can be believed. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds to look, while the benchmark itself does nothing. */
const lookMs = 2000;

/** The share of the processors that is not idle. */
const quiet = 0.05;

/** From 0, idle, to 1: every processor is busy. Looks twice, because the kernel still removes what was measured last. */
export async function otherLoad(): Promise<number> {
  const first = await busyShare();
  return first < quiet ? first : Math.min(first, await busyShare());
}

/** Over two seconds (proc_stat(5)). */
async function busyShare(): Promise<number> {
  const before = processorTimes();
  await delay(lookMs);
  const after = processorTimes();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function processorTimes(): { readonly idle: number; readonly all: number } {
  const [, ...words] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/);
  // user, nice, system, idle, iowait, irq, softirq, steal: what follows is contained in the first two.
  const times = words.slice(0, 8).map(Number);
  const idle = (times[3] ?? 0) + (times[4] ?? 0);
  return { idle, all: times.reduce((sum, time) => sum + time, 0) };
}
