/** doctor's report: the host, its interfaces, its bridges, and advice. */
import type { Interface, ShownFinding } from '../replies.ts';
import type { Session } from '../session.ts';
import { safeLine } from '../terminal/safe.ts';
import { findingLines } from './findings.ts';
import { interfaceLines } from './interfaces.ts';

export interface VerifiedBridge {
  readonly bridge: string;
  readonly findings: readonly ShownFinding[];
}

export interface DoctorReport {
  readonly host: readonly ShownFinding[];
  readonly interfaces: readonly Interface[];
  readonly bridges: readonly VerifiedBridge[];
  readonly advice: readonly string[];
}

export function doctorLines(session: Session, report: DoctorReport): string[] {
  const { messages, screen } = session;
  const { doctor } = messages;
  const title = (text: string): string => screen.paint('bold', text);
  const interfaces = report.interfaces.filter(({ kind }) => kind !== 'loopback');
  const advice = report.advice.map((text, index) => `${index + 1}. ${safeLine(text)}`);
  return [
    title(doctor.host),
    ...findingLines(report.host, messages, screen, { remedies: false }),
    ...(interfaces.length === 0 ? [] : ['', title(doctor.cards), ...interfaceLines(interfaces, messages, screen)]),
    ...report.bridges.flatMap(({ bridge, findings }) => [
      '',
      title(doctor.bridge(safeLine(bridge))),
      ...bridgeLines(session, findings),
    ]),
    '',
    title(doctor.todo),
    ...(advice.length === 0 ? [doctor.nothing] : advice).map((line) => `  ${line}`),
  ];
}

function bridgeLines({ messages, screen }: Session, findings: readonly ShownFinding[]): string[] {
  const wrong = findings.filter(({ status }) => status === 'warn' || status === 'fail');
  const skipped = findings.filter(({ status }) => status === 'skip').map(({ check }) => safeLine(check));
  return [
    ...(wrong.length === 0
      ? [screen.paint('green', messages.doctor.works)]
      : findingLines(wrong, messages, screen, { remedies: false })),
    ...(skipped.length === 0 ? [] : [screen.paint('dim', messages.verify.skipped(skipped.join(', ')))]),
  ];
}
