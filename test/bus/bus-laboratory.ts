/** A laboratory with the fixture agent on its bus. */
import { fileURLToPath } from 'node:url';
import { busName } from '../../src/contract/names.ts';
import { Laboratory } from '../lab/laboratory.ts';
import type { ServiceProcess } from '../lab/service-process.ts';
import { waitForName } from '../lab/wait-for-name.ts';

/** Commands start at `/` in a laboratory, so every path is absolute. */
const loader = import.meta.resolve('tsx');
const program = (name: string): string[] => [
  process.execPath,
  '--import',
  loader,
  fileURLToPath(new URL(name, import.meta.url)),
];

/** Starts the fixture agent; returns when it owns its name. */
export async function startFixtureAgent(laboratory: Laboratory): Promise<ServiceProcess> {
  const agent = await laboratory.spawn('host', program('fixture-agent.ts'));
  const there = await Promise.race([laboratory.run('console', waitForName(busName)), agent.ended]);
  if (typeof there === 'object' && there.exitCode === 0) return agent;
  throw new Error(`the fixture agent did not start:\n${agent.log()}`);
}

/** Runs these attacks and scenarios as this user; returns the outcome of each. */
export async function runRaw<Outcomes>(laboratory: Laboratory, user: string, ...names: string[]): Promise<Outcomes> {
  const { stdout } = await laboratory.hostOk([...program('raw-client.ts'), ...names], { user, timeoutMs: 240_000 });
  return JSON.parse(stdout) as Outcomes;
}
