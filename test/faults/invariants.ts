/** What must hold after every fault and its recovery. */
import { dbusErrorName, errorCodes } from '../../src/contract/errors.ts';
import type { CallResult } from '../lab/bus-call.ts';
import { eventually } from '../lab/eventually.ts';
import { answersLan, hostAddresses } from '../lab/agent-host/lan.ts';
import { goal, start, type Situation, type Stand } from './stand.ts';
import type { Operation } from './faults.ts';
import { differences, touched } from './scene.ts';

const state = '/var/lib/bridgehead';
const finalStates = ['committed', 'rolled-back'];

export interface Aftermath {
  readonly operation: Operation;
  readonly reply: CallResult;
  /** Whether the agent was gone and could not answer. */
  readonly died: boolean;
}

export interface Findings {
  /** Undefined if the host is in neither state. */
  readonly situation: Situation | undefined;
  /** One sentence per violation. */
  readonly violations: readonly string[];
}

/** Changes nothing. @param agentRuns if it doesn't, a timer may be left, which will find nothing to do. */
export async function findViolations(stand: Stand, after: Aftermath): Promise<Findings> {
  const { situation, violations } = await whichState(stand);
  return {
    situation,
    violations: [
      ...violations,
      ...wrongReply(after, situation),
      ...(await leftovers(stand)),
      ...(await silentAddresses(stand)),
      ...(await wrongVerdict(stand, situation)),
    ],
  };
}

/** Exactly as before or exactly as requested, and nothing else touched. */
export async function whichState(stand: Stand): Promise<Findings> {
  const now = await stand.scene();
  const states = [...stand.scenes];
  const found = states.find(([, scene]) => differences(now, scene).length === 0)?.[0];
  const others = touched(
    now,
    states.map(([, scene]) => scene),
  );
  if (found !== undefined) return { situation: found, violations: others };
  const mixes = states.map(([situation, scene]) => `not ${situation}: ${differences(now, scene).join('; ')}`);
  return { situation: undefined, violations: [...mixes, ...others] };
}

/** A true success, or a known error with the host as before; no answer only if the agent or the bus was gone. */
function wrongReply({ operation, reply, died }: Aftermath, situation: Situation | undefined): readonly string[] {
  if (reply.ok)
    return situation === goal[operation] ? [] : [`it said that it worked, and the host is ${situation ?? 'a mix'}`];
  const told = `${reply.errorName}: ${reply.errorMessage}`;
  if (died) return isClosed(reply.errorName) || isOfTheBus(reply.errorName) ? [] : [`the caller got ${told}`];
  if (!isClosed(reply.errorName)) return [`the caller got ${told}`];
  if (reply.errorName === dbusErrorName('RollbackIncomplete')) return [`it was not taken back: ${told}`];
  return situation === start[operation] ? [] : [`it said ${told}, and the host is ${situation ?? 'a mix'}`];
}

function isClosed(name: string): boolean {
  return errorCodes.some((code) => dbusErrorName(code) === name);
}

/** The bus's own error when the agent exits. */
function isOfTheBus(name: string): boolean {
  return /^org\.freedesktop\.DBus\.Error\.(?:NoReply|Disconnected|ServiceUnknown|NameHasNoOwner)$/.test(name);
}

/** No temporary file, draft, unfinished transaction, timer, or lock. */
async function leftovers({ host: { lab } }: Stand): Promise<readonly string[]> {
  const { stdout } = await lab.hostOk(['find', lab.path(state), '-name', '.*~', '-o', '-name', 'state.*']);
  const names = stdout
    .split('\n')
    .filter((path) => path !== '' && !finalStates.some((one) => path.endsWith(`/state.${one}`)));
  const timers = (await lab.host(['pgrep', '-fa', 'bridgehead-[0-9a-f]{32}'])).stdout
    .split('\n')
    .filter((line) => line !== '');
  const lock = lab.path(`${state}/lock`);
  const held = lab.exists(`${state}/lock`) && (await lab.host(['flock', '-w', '60', lock, 'true'])).exitCode !== 0;
  return [
    ...names.map((path) => `left behind: ${path.slice(lab.root.length)}`),
    ...timers.map((line) => `a timer is left: ${line}`),
    ...(held ? ['the lock is held'] : []),
  ];
}

/** The addresses that do not answer the LAN. */
async function silentAddresses({ host: { lab } }: Stand): Promise<readonly string[]> {
  const asked = hostAddresses.map((address) =>
    eventually('it answers', () => answersLan(lab, address)).then(
      () => [],
      () => [`${address} does not answer the LAN`],
    ),
  );
  return (await Promise.all(asked)).flat();
}

/** The agent is on the bus and agrees with the kernel. */
async function wrongVerdict(stand: Stand, situation: Situation | undefined): Promise<readonly string[]> {
  if (situation === undefined) return [];
  try {
    return (await stand.agrees(situation)) ? [] : [`the agent does not agree that the host is ${situation}`];
  } catch (error) {
    return [`the agent says ${error instanceof Error ? error.message : String(error)}`];
  }
}
