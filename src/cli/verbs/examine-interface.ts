/** doctor INTERFACE: a dry run of a bridge over one interface, as what moves, what stays and what is in the way. */
import { exitReasonOf, type ExitReason, type FailureCode } from '../../contract/exit-codes.ts';
import { variant, type VariantMap } from '../../model/bus-value.ts';
import type { AgentClient } from '../agent-client.ts';
import { Failure, failureOf } from '../failure.ts';
import { bridgeSchema, interfaceSchema, read, readAll, resultSchema, type ChangeResult } from '../replies.ts';
import type { Session } from '../session.ts';
import { safeLine } from '../terminal/safe.ts';
import { interfaceReportLines, movesOf, type InterfaceReport } from '../views/interface-report.ts';

/** Errors about the interface and its host; any other is about the call, and ends it. */
const inTheWay: readonly FailureCode[] = ['Exists', 'Busy', 'Conflict', 'Refused', 'Unsupported', 'ReservedName'];
/** Seconds for a dry run of a change with a way back, which may do more. */
const probation = 60;

/** Throws Failure where nothing can be said of the interface. @returns `done` if it can be bridged. */
export async function examineInterface(session: Session, name: string): Promise<ExitReason> {
  const agent = await session.agent();
  const bridge = await firstFreeName(agent);
  const planned = await plan(session, agent, [bridge, name], {});
  const report = planned instanceof Failure ? await blocked(session, agent, [bridge, name], planned) : passing(planned);
  const whole = { interface: name, bridge, ...report };
  session.answer(whole, () => [
    ...interfaceReportLines(session, whole),
    ...(session.talks ? advice(session, whole) : []),
  ]);
  return planned instanceof Failure ? exitReasonOf(planned.code) : 'done';
}

type Outcome = Omit<InterfaceReport, 'interface' | 'bridge'>;

function passing({ plan: steps, warnings, stack, bridge }: ChangeResult & { readonly bridge: string }): Outcome {
  return { stack, moves: movesOf(steps, bridge), stays: warnings, 'in-the-way': [] };
}

const unknown = { stack: '', moves: [], stays: [] };

/** What is refused may be allowed with a way back: then there is more to show. */
async function blocked(
  session: Session,
  agent: AgentClient,
  names: readonly [bridge: string, card: string],
  { code, message }: Failure,
): Promise<Outcome> {
  const again = code === 'Refused' ? await plan(session, agent, names, { 'confirm-within': probation }) : undefined;
  const { stack, moves, stays } = again === undefined || again instanceof Failure ? unknown : passing(again);
  // What was refused comes back as a warning.
  const others = stays.filter((sentence) => !message.startsWith(sentence));
  return { stack, moves, stays: others, 'in-the-way': [{ error: code, message }] };
}

/** @returns the plan, or the failure that is in the way. Throws any other. */
async function plan(
  { messages }: Session,
  agent: AgentClient,
  [bridge, name]: readonly [bridge: string, card: string],
  options: { readonly 'confirm-within'?: number },
): Promise<(ChangeResult & { readonly bridge: string }) | Failure> {
  try {
    const [reply = {}] = await agent.call('CreateBridge', [bridge, name, toOptions(options)]);
    return { ...read(resultSchema, reply), bridge };
  } catch (error) {
    const failure = failureOf(error);
    if (inTheWay.includes(failure.code)) return failure;
    if (exitReasonOf(failure.code) !== 'notAuthorized') throw failure;
    throw new Failure(failure.code, `${failure.message} (${messages.doctor.examined.needsPermission})`, {
      cause: failure,
    });
  }
}

function toOptions(options: { readonly 'confirm-within'?: number }): VariantMap {
  const seconds = options['confirm-within'];
  const dryRun = ['dry-run', variant('b', true)] as const;
  return new Map(seconds === undefined ? [dryRun] : [dryRun, ['confirm-within', variant('u', seconds)]]);
}

/** br0, or the first of br1, br2 … that no interface has. */
async function firstFreeName(agent: AgentClient): Promise<string> {
  const [interfaces = []] = await agent.call('ListInterfaces');
  const [bridges = []] = await agent.call('ListBridges');
  const taken = new Set(
    [...readAll(interfaceSchema, interfaces), ...readAll(bridgeSchema, bridges)].map(({ name }) => name),
  );
  let number = 0;
  while (taken.has(`br${number}`)) number += 1;
  return `br${number}`;
}

/** The commands that come next, where there is nothing to clear away first. */
function advice({ messages: { doctor }, screen }: Session, report: InterfaceReport): string[] {
  if (report['in-the-way'].length > 0) return [];
  const [bridge, name] = [safeLine(report.bridge), safeLine(report.interface)];
  return [
    '',
    screen.paint('bold', doctor.todo),
    `  1. ${doctor.create(bridge, name)}`,
    `  2. ${doctor.createIt(bridge, name)}`,
  ];
}
