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
import { doctorLines, type DoctorReport, type VerifiedBridge } from '../views/doctor.ts';
import type { Verb } from './verb.ts';

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
    session.answer(report, () => doctorLines(session, report));
    return outcome(report, 'call' in agent ? undefined : agent);
  },
};

async function lookAround(session: Session, agent: AgentClient, host: readonly Examination[]): Promise<DoctorReport> {
  const { messages } = session;
  const [interfaceReply = []] = await agent.call('ListInterfaces');
  const [bridgeReply = []] = await agent.call('ListBridges');
  const interfaces = readAll(interfaceSchema, interfaceReply);
  const own = readAll(bridgeSchema, bridgeReply).filter((bridge) => !bridge.nat);
  const bridges: VerifiedBridge[] = [];
  for (const { name } of own) bridges.push(await verify(agent, name));
  const found = bridges.flatMap(({ findings }) => findings);
  const advice = [
    ...remediesOf(host.filter(({ check }) => check !== messages.doctor.libvirt || !looksAtLibvirt(found))),
    ...remediesOf(found),
    ...(await nextSteps(session, agent, interfaces, own)),
  ];
  return { host, interfaces, bridges, advice: [...new Set(advice)] };
}

/** Verify's remedy for libvirt is better: it knows how libvirt is started on this host. */
function looksAtLibvirt(findings: readonly ShownFinding[]): boolean {
  return findings.some(({ check, status }) => check === 'libvirtd' && status !== 'skip');
}

function withoutAgent(host: readonly Examination[]): DoctorReport {
  return { host, interfaces: [], bridges: [], advice: remediesOf(host) };
}

async function verify(agent: AgentClient, bridge: string): Promise<VerifiedBridge> {
  const [, findings = []] = await agent.call('Verify', [bridge, new Map()]);
  return { bridge, findings: readAll(findingSchema, findings) };
}

function remediesOf(findings: readonly ShownFinding[]): string[] {
  return findings.flatMap(({ status, remedy }) =>
    status === 'pass' || status === 'skip' || remedy === '' ? [] : [remedy],
  );
}

/** What to do next on a host where nothing is wrong. */
async function nextSteps(
  { messages }: Session,
  agent: AgentClient,
  interfaces: readonly Interface[],
  bridges: readonly Bridge[],
): Promise<string[]> {
  const { doctor } = messages;
  if (onProbation(await listTransactions(agent)) !== undefined) return [doctor.waiting];
  if (bridges.length > 0) return [];
  const uplink =
    interfaces.find(({ bridgeable, up }) => bridgeable && up) ?? interfaces.find(({ bridgeable }) => bridgeable);
  if (uplink === undefined) return [doctor.nothingBridgeable];
  const name = safeLine(uplink.name);
  return [doctor.create('br0', name), doctor.createIt('br0', name)];
}

function outcome({ host, bridges }: DoctorReport, failure: Failure | undefined): ExitReason {
  if (failure !== undefined) return exitReasonOf(failure.code);
  const all = [...host, ...bridges.flatMap(({ findings }) => findings)];
  return all.some(({ status }) => status === 'fail') ? 'unhealthy' : 'done';
}
