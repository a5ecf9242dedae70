/** Faults in the commands that the agent runs. */
import { hasEnded, recover, settle } from '../aftermath.ts';
import type { Operation } from '../faults.ts';
import type { Stand } from '../stand.ts';
import type { Trial } from '../trial.ts';
import type { Verdict } from '../verdict.ts';
import { armStub, disarm, putBack, remove } from './stubs.ts';

/** X2 to X6 of docs/faults.md, as shell code for a stub. */
const effects = {
  fails: 'echo "no such luck" >&2; exit 1',
  'is killed': 'kill -KILL $$',
  hangs: "trap '' TERM INT HUP; while :; do sleep 1; done",
  lies: 'cat >/dev/null; exit 0',
  'works and fails': '"$real" "$@"; exit 1',
  'is cut short': '"$real" "$@" | head -c 100; exit 0',
  'prints an empty list': "echo '[]'; exit 0",
  'prints wrong types': `echo '[{"ifindex":"x","ifname":7,"dst":3,"state":1}]'; exit 0`,
  'prints no text': "printf '\\377\\376\\200\\n'; exit 0",
  'prints too much': "head -c 70000000 /dev/zero | tr '\\0' ' '; exit 0",
} as const;
type Effect = keyof typeof effects | 'is missing';
export const commandEffects: readonly string[] = ['is missing', ...Object.keys(effects)];

export interface CommandFault {
  readonly operation: Operation;
  /** As it was recorded, with a star for what differs each time. */
  readonly command: string;
  readonly nth: number;
  readonly effect: Effect;
}

/**
 * Their names are like `CreateBridge run 1 ip -json addr show: hangs`. Each command line is hit the first time and, if it runs
 * more than once, the last. @param recorded the command lines of a good call. Pure.
 */
export function planCommandFaults(operation: Operation, recorded: readonly string[]): readonly Trial[] {
  return commandFaults(operation, recorded).map((fault) => ({
    name: nameOf(fault),
    kind: kindOf(fault),
    run: (stand) => run(stand, fault),
  }));
}

/** @param recorded command lines. Pure. */
export function commandFaults(operation: Operation, recorded: readonly string[]): readonly CommandFault[] {
  const commands = recorded.map(withoutIds);
  const programs = [...new Set(commands.map((command) => command.split(' ')[0] ?? ''))];
  const missing = programs.map((command): CommandFault => ({ operation, command, nth: 1, effect: 'is missing' }));
  const others = [...new Set(commands)].flatMap((command) => {
    const times = commands.filter((one) => one === command).length;
    return [...new Set([1, times])].flatMap((nth) =>
      Object.keys(effects).map((effect): CommandFault => ({ operation, command, nth, effect: effect as Effect })),
    );
  });
  return [...missing, ...others];
}

function nameOf({ operation, command, nth, effect }: CommandFault): string {
  return `${operation} run ${nth} ${command}: ${effect}`;
}

function kindOf({ effect }: CommandFault): string {
  return `command ${effect}`;
}

function withoutIds(command: string): string {
  return command
    .replaceAll(/[0-9a-f]{32}/g, '*')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')
    .replaceAll(/(?<="handle":)\d+/g, '*')
    .replaceAll(/\/tmp\/bridgehead-lab-\w+/g, '*');
}

async function run(stand: Stand, fault: CommandFault): Promise<Verdict> {
  const { operation, effect, command } = fault;
  await stand.approach(operation);
  await begin(stand, fault);
  const reply = await stand.call(operation);
  const reached = await end(stand, fault);
  const died = await hasEnded(stand, reply);
  if (died) await recover(stand, 'agent');
  const told = reply.ok ? 'it worked' : reply.errorMessage;
  const violations = await settle(stand, { operation, reply, died });
  const verdict = { name: nameOf(fault), kind: kindOf(fault), about: told, reached, died, log: stand.host.log() };
  return {
    ...verdict,
    violations: died ? [...violations, `the agent ended because of '${command}' that ${effect}`] : violations,
  };
}

async function begin({ host }: Stand, fault: CommandFault): Promise<void> {
  if (fault.effect === 'is missing') return remove(host, fault.command.split(' ')[0] ?? '');
  await arm(host, fault);
}

/** Has the program misbehave the nth time that it is run so. Not for one that is missing. */
export async function arm(host: Stand['host'], { command, nth, effect }: CommandFault): Promise<void> {
  const [program = '', ...words] = command.split(' ');
  if (effect === 'is missing') throw new Error(`'${program}' is to be removed`);
  await armStub(host, { program, pattern: toPattern(words.join(' ')), nth, effect: effects[effect] });
}

async function end({ host }: Stand, { command, effect }: CommandFault): Promise<boolean> {
  if (effect !== 'is missing') return disarm(host);
  await putBack(host, command);
  return true;
}

/** Quotes everything but the stars. */
function toPattern(words: string): string {
  return words
    .split('*')
    .map((part) => `'${part.replaceAll("'", `'\\''`)}'`)
    .join('*');
}
