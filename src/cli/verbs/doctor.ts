/** doctor: what is there, what can be bridged, what is wrong with the bridges, and what to do about it. */
import { exitReasonOf, type ExitReason } from '../../contract/exit-codes.ts';
import type { AgentClient } from '../agent-client.ts';
import { examineAgent, examineBus, examineHost, type Examination } from '../examinations.ts';
import { failureOf, type Failure } from '../failure.ts';
import {
  bridgeSchema,
  findingSchema,
  interfaceSchema,
  readAll,
  type Bridge,
  type Interface,
  type ShownFinding,
} from '../replies.ts';
import type { Session } from '../session.ts';
import { safeLine } from '../terminal/safe.ts';
import { listTransactions, onProbation } from '../transaction-id.ts';
import { findingLines } from '../views/findings.ts';
import { interfaceLines } from '../views/interfaces.ts';
import type { Verb } from './verb.ts';

interface Verified {
  readonly bridge: string;
  readonly findings: readonly ShownFinding[];
}

interface Report {
  readonly host: readonly Examination[];
  readonly interfaces: readonly Interface[];
  readonly bridges: readonly Verified[];
  readonly advice: readonly string[];
}

export const doctorVerb: Verb = {
  name: 'doctor',
  arguments: [],
  options: {},
  run: async (session) => {
    const { messages } = session;
    const agent = await session.agent().catch((error: unknown) => failureOf(error));
    const host = [
      ...(await examineBus(messages)),
      ...(await examineAgent(messages, agent)),
      ...(await examineHost(messages)),
    ];
    const report = 'call' in agent ? await lookAround(session, agent, host) : withoutAgent(host);
    session.answer(report, () => lines(session, report));
    return outcome(report, 'call' in agent ? undefined : agent);
  },
};

async function lookAround(session: Session, agent: AgentClient, host: readonly Examination[]): Promise<Report> {
  const { messages } = session;
  const [interfaceReply = []] = await agent.call('ListInterfaces');
  const [bridgeReply = []] = await agent.call('ListBridges');
  const interfaces = readAll(interfaceSchema, interfaceReply);
  const own = readAll(bridgeSchema, bridgeReply).filter((bridge) => !bridge.nat);
  const bridges: Verified[] = [];
  for (const { name } of own) bridges.push(await verify(agent, name));
  const found = bridges.flatMap(({ findings }) => findings);
  const advice = [
    ...remediesOf(host.filter(({ check }) => check !== messages.doctor.libvirt || !looksAtLibvirt(found))),
    ...remediesOf(found),
    ...(await nextSteps(session, agent, interfaces, own)),
  ];
  return { host, interfaces, bridges, advice: [...new Set(advice)] };
}

/** Verify knows better how libvirt is started here. */
function looksAtLibvirt(findings: readonly ShownFinding[]): boolean {
  return findings.some(({ check, status }) => check === 'libvirtd' && status !== 'skip');
}

function withoutAgent(host: readonly Examination[]): Report {
  return { host, interfaces: [], bridges: [], advice: remediesOf(host) };
}

async function verify(agent: AgentClient, bridge: string): Promise<Verified> {
  const [, findings = []] = await agent.call('Verify', [bridge, new Map()]);
  return { bridge, findings: readAll(findingSchema, findings) };
}

function remediesOf(findings: readonly ShownFinding[]): string[] {
  return findings.flatMap(({ status, remedy }) =>
    status === 'pass' || status === 'skip' || remedy === '' ? [] : [remedy],
  );
}

/** What one would do next, on a host where nothing is wrong. */
async function nextSteps(
  { messages }: Session,
  agent: AgentClient,
  interfaces: readonly Interface[],
  bridges: readonly Bridge[],
): Promise<string[]> {
  const { doctor } = messages;
  if (onProbation(await listTransactions(agent)) !== undefined) return [doctor.waiting];
  if (bridges.length > 0) return [];
  const card =
    interfaces.find(({ bridgeable, up }) => bridgeable && up) ?? interfaces.find(({ bridgeable }) => bridgeable);
  if (card === undefined) return [doctor.nothingBridgeable];
  const name = safeLine(card.name);
  return [doctor.create('br0', name), doctor.createIt('br0', name)];
}

function lines({ messages, screen }: Session, report: Report): string[] {
  const { doctor } = messages;
  const title = (text: string): string => screen.paint('bold', text);
  const cards = report.interfaces.filter(({ kind }) => kind !== 'loopback');
  const advice =
    report.advice.length === 0
      ? [doctor.nothing]
      : report.advice.map((text, index) => `${index + 1}. ${safeLine(text)}`);
  return [
    title(doctor.host),
    ...findingLines(report.host, messages, screen, { remedies: false }),
    ...(cards.length === 0 ? [] : ['', title(doctor.cards), ...interfaceLines(cards, messages, screen)]),
    ...report.bridges.flatMap(({ bridge, findings }) => [
      '',
      title(doctor.bridge(safeLine(bridge))),
      ...bridgeLines(findings),
    ]),
    '',
    title(doctor.todo),
    ...advice.map((line) => `  ${line}`),
  ];

  function bridgeLines(findings: readonly ShownFinding[]): string[] {
    const wrong = findings.filter(({ status }) => status === 'warn' || status === 'fail');
    const skipped = findings.filter(({ status }) => status === 'skip').map(({ check }) => safeLine(check));
    return [
      ...(wrong.length === 0
        ? [screen.paint('green', doctor.works)]
        : findingLines(wrong, messages, screen, { remedies: false })),
      ...(skipped.length === 0 ? [] : [screen.paint('dim', messages.verify.skipped(skipped.join(', ')))]),
    ];
  }
}

function outcome({ host, bridges }: Report, failure: Failure | undefined): ExitReason {
  if (failure !== undefined) return exitReasonOf(failure.code);
  const all = [...host, ...bridges.flatMap(({ findings }) => findings)];
  return all.some(({ status }) => status === 'fail') ? 'unhealthy' : 'done';
}
