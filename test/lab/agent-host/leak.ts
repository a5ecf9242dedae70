/** Whether the agent leaks memory or descriptors. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { withoutChildren } from '../without-children.ts';
import type { AgentHost } from './agent-host.ts';

interface Holding {
  /** MiB (proc(5): VmRSS). */
  readonly memory: number;
  readonly descriptors: number;
}

export interface Work {
  /** Bridges made and deleted. */
  readonly changes: number;
  /** Calls of each kind that change nothing. */
  readonly reads: number;
}

/** MiB: more than chance explains. */
const mostMemory = 40;

/** Does the work twice, and compares what the agent uses after the first time and after the second. */
export async function expectNoLeak(host: AgentHost, work: Work): Promise<void> {
  await half(host, work);
  const early = await holding(host);
  await half(host, work);
  const late = await holding(host);
  assert.ok(late.memory - early.memory < mostMemory, JSON.stringify({ early, late }));
  assert.ok(late.descriptors <= early.descriptors, JSON.stringify({ early, late }));
}

async function half(host: AgentHost, { changes, reads }: Work): Promise<void> {
  for (let index = 0; index < changes; index += 1) {
    await host.create();
    await host.delete();
  }
  const script = `
for i in $(seq ${reads}); do
  call CreateBridge 'ssa{sv}' br0 eth0 1 dry-run b true
  call Verify 'sa{sv}' br0 0
  call ListInterfaces
  call ListTransactions
done`;
  const call =
    'call() { busctl --system --quiet call io.bridgehead.Agent1 /io/bridgehead/Agent1 io.bridgehead.Agent1 "$@"; }';
  await host.lab.host(['bash', '-c', call + script], { timeoutMs: 3_600_000 });
}

async function holding({ agent: { pid } }: AgentHost): Promise<Holding> {
  await withoutChildren(pid);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}
